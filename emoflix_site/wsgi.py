"""The WSGI application: models are loaded before the first request is served."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emoflix_site.settings")

application = get_wsgi_application()

from emotions.senses import warm  # noqa: E402  (the app registry must be ready first)

warm()
