"""The site; tasks are Celery's own as soon as it is imported."""

import ml  # first, so that it can say how many threads NumPy takes
from emoflix_site.celery import app as celery_app

__all__ = ["celery_app", "ml"]
