"""Version 1 of the API."""

from __future__ import annotations

from rest_framework.routers import DefaultRouter

from emotions import api

router = DefaultRouter()
router.register("moods", api.MoodChecks, basename="mood")
router.register("films", api.Films, basename="film")

urlpatterns = router.urls
