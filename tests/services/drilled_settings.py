"""The site's own settings, but pages name static files as they are: packing them takes longer than all drills together."""

from __future__ import annotations

from emoflix_site.settings import *  # noqa: F403
from emoflix_site.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
