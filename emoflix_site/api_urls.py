"""Version 1 of the API."""

from __future__ import annotations

from typing import Any

from django.urls import path
from rest_framework.routers import DefaultRouter

from emoflix_site.api.sent_twice import OnceOnly
from emotions.evenings import api as evening_api
from emotions.privacy import api as privacy_api
from emotions.senses import api as sense_api
from movies import api as film_api
from movies.tastes import api as taste_api


class Everything(DefaultRouter):
    """A router whose root also names what is no collection."""

    def get_api_root_view(self, api_urls: Any = None) -> Any:
        collections = {prefix: f"{name}-list" for prefix, _, name in self.registry}
        return self.APIRootView.as_view(api_root_dict=collections | {name: name for name in SINGLE})


SINGLE = ("watchlist", "taste", "usual-voice", "consents", "face-reading")
router = Everything()
router.include_format_suffixes = False  # one address a thing; the API speaks JSON alone
router.register("moods", OnceOnly, basename="mood")
router.register("evenings", evening_api.Evenings, basename="evening")
router.register("films", film_api.Films, basename="film")

urlpatterns = [
    *router.urls,
    path("films/<int:pk>/verdicts/", taste_api.FilmVerdicts.as_view(), name="film-verdicts"),
    path("watchlist/", taste_api.Watchlist.as_view(), name="watchlist"),
    path("taste/", taste_api.TasteView.as_view(), name="taste"),
    path("usual-voice/", sense_api.UsualVoiceView.as_view(), name="usual-voice"),
    path("consents/", privacy_api.Consents.as_view(), name="consents"),
    path("consents/<slug:sense>/", privacy_api.ConsentView.as_view(), name="consent"),
    path("face-reading/", sense_api.FaceReading.as_view(), name="face-reading"),
]
