"""`manage.py forget_old_moods`: delete what nobody wants kept any longer. For every night, where no Celery worker runs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from emoflix_site import forgetting


class Command(BaseCommand):
    help = (
        "Delete the moods that are older than their owners want them kept, faces of a picture after a day, "
        "and log-ins that have ended. Run it every night where no Celery worker does it every hour."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        gone = forgetting.forget()
        self.stdout.write(
            f"{gone} mood{'' if gone == 1 else 's'} had been kept long enough and {'is' if gone == 1 else 'are'} gone."
        )
