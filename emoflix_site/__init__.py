"""The site; tasks are Celery's own as soon as it is imported."""

from emoflix_site.celery import app as celery_app

__all__ = ["celery_app"]
