"""What waits to be done: import runs as the database knows them, messages as the broker does."""

from __future__ import annotations

from amqp.exceptions import ChannelError
from django.conf import settings
from django.db.models import Count
from kombu.exceptions import OperationalError

from emoflix_site.celery import app
from movies.models import ImportRun

QUEUE = "celery"  # Celery's own default name
LONGEST_ANSWER = 1  # second


def runs_by_state() -> dict[str, int]:
    """How many imports wait, run, ended; a state without any is 0."""
    counted = ImportRun.objects.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(ImportRun.State.values, 0) | dict(counted)


def messages_waiting() -> int | None:
    """At the broker; None where there is no broker, or none that answers and can be asked."""
    if not settings.CELERY_BROKER_URL:
        return None
    try:
        with app.connection_for_read(connect_timeout=LONGEST_ANSWER) as connection:
            connection.ensure_connection(max_retries=0, timeout=LONGEST_ANSWER)
            return int(connection.SimpleQueue(QUEUE).qsize())
    except ChannelError:  # no such queue: nobody has ever asked for anything
        return 0
    except (OperationalError, OSError):
        return None


def broker_answers() -> bool:
    """Whether a connection to the broker can be made now."""
    try:
        with app.connection_for_read(connect_timeout=LONGEST_ANSWER) as connection:
            connection.ensure_connection(max_retries=0, timeout=LONGEST_ANSWER)
    except (OperationalError, OSError):
        return False
    return True
