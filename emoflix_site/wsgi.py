"""The WSGI application: models, films and pages are in memory before the first request is served."""

from __future__ import annotations

import logging
import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connections

from emoflix_site import findings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emoflix_site.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:  # sentences for the operator, not the way to where they were said
    print(error, file=sys.stderr)
    raise SystemExit(findings.UNUSABLE) from None

from django.urls import reverse

from emotions.senses import at_hand
from ml import decoding
from movies.recommending import sharing

decoding.isolate(settings.DECODERS)
at_hand.warm()
reverse("home")  # brings in every page, which each worker's first visitor would wait for
try:
    sharing.current()
except DatabaseError as error:
    logging.getLogger(__name__).warning("The site starts without its films: %s", type(error).__name__)
finally:
    connections.close_all()  # the workers are forked from here, and none may share a connection
