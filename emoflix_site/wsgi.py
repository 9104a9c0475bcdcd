"""The WSGI application: models, films and pages are in memory before the first request is served."""

from __future__ import annotations

import logging
import os

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emoflix_site.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from emotions.senses import at_hand  # noqa: E402  (the app registry must be ready first)
from ml import decoding  # noqa: E402
from movies.recommending import sharing  # noqa: E402

decoding.isolate(settings.DECODERS)
at_hand.warm()
reverse("home")  # brings in every page, which each worker's first visitor would wait for
try:
    sharing.current()
except DatabaseError as error:
    logging.getLogger(__name__).warning("The site starts without its films: %s", type(error).__name__)
finally:
    connections.close_all()  # the workers are forked from here, and none may share a connection
