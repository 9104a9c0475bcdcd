"""The API of a taste: what is set, what was said of films, and what is on the list."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from movies.api import OfAFilm
from movies.models import Feedback, Genre, Language, Mode, Movie, Taste
from movies.paging import ByCursor
from movies.tastes import verdicts
from movies.tastes.forms import TasteForm
from movies.tastes.verdicts import Verdict


class VerdictsSerializer(serializers.Serializer[Any]):
    """Everything somebody says about one film."""

    verdicts = serializers.ListField(
        child=serializers.ChoiceField(choices=Verdict.choices),
        max_length=len(Verdict),
        help_text="all of them; [] = nothing",
    )


class FilmVerdicts(APIView):
    """What the user says about a film."""

    @extend_schema(responses={200: VerdictsSerializer, 404: OpenApiResponse(description="no such film")})
    def get(self, request: Request, pk: int) -> Response:
        """Everything that is said of it."""
        movie = get_object_or_404(Movie.objects.shown(), pk=pk)
        return Response({"verdicts": sorted(verdicts.said_by(request.user, movie))})

    @extend_schema(
        request=VerdictsSerializer,
        responses={
            200: VerdictsSerializer,
            400: OpenApiResponse(description="a word nobody can say of a film"),
        },
    )
    def put(self, request: Request, pk: int) -> Response:
        """Say exactly this of it, in place of what was said before; twice is once."""
        movie = get_object_or_404(Movie.objects.shown(), pk=pk)
        asked = VerdictsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted = {Verdict(word) for word in asked.validated_data["verdicts"]}
        at_odds = {one for one in wanted if verdicts.GIVES_WAY[one] & wanted}
        if at_odds:
            words = ", ".join(
                sorted(at_odds | {other for one in at_odds for other in verdicts.GIVES_WAY[one] & wanted})
            )
            sentence = f"These cannot be said of one film together: {words}."
            return Response({"verdicts": [sentence]}, status.HTTP_400_BAD_REQUEST)
        change = verdicts.set_all(request.user, movie, wanted)  # type: ignore[arg-type]
        return Response({"verdicts": sorted(change.after)})


class ListedFilmSerializer(OfAFilm, serializers.ModelSerializer[Feedback]):
    """A film on the list."""

    added = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Feedback
        fields = ["id", "title", "year", "imdb_id", "genres", "added"]


class LatestFirst(ByCursor):
    ordering = ("-created_at", "-pk")


class Watchlist(generics.ListAPIView[Feedback]):
    """Films the user wants to watch, the latest first."""

    serializer_class = ListedFilmSerializer
    pagination_class = LatestFirst
    filter_backends: list[Any] = []
    queryset = Feedback.objects.none()

    def get_queryset(self) -> QuerySet[Feedback]:
        rows = Feedback.objects.owned_by(self.request.user).filter(
            verdict=Verdict.WATCHLIST, movie__hidden=False
        )
        return rows.select_related("movie").prefetch_related("movie__genres")


class TasteSerializer(serializers.Serializer[Any]):
    """A taste as it is set; what is empty shuts nothing out."""

    languages = serializers.ListField(child=serializers.CharField(), help_text="ISO 639 codes", default=list)
    liked_genres = serializers.ListField(child=serializers.CharField(), default=list)
    disliked_genres = serializers.ListField(child=serializers.CharField(), default=list)
    people = serializers.ListField(child=serializers.CharField(), help_text="names", default=list)
    min_year = serializers.IntegerField(allow_null=True, default=None)
    max_year = serializers.IntegerField(allow_null=True, default=None)
    max_runtime = serializers.IntegerField(allow_null=True, help_text="minutes", default=None)
    certificates = serializers.ListField(child=serializers.CharField(), default=list)
    on_netflix = serializers.BooleanField(default=False)
    mode = serializers.ChoiceField(choices=Mode.choices, allow_blank=True, default="")


class TasteView(APIView):
    """The user's own taste; there is exactly one."""

    @extend_schema(responses={200: TasteSerializer})
    def get(self, request: Request) -> Response:
        """Everything that is set."""
        return Response(_as_json(_own(request)))

    @extend_schema(
        request=TasteSerializer,
        responses={
            200: TasteSerializer,
            400: OpenApiResponse(description="what is wrong, a list of sentences a field"),
        },
    )
    def put(self, request: Request) -> Response:
        """Set all of it; what is left out is emptied."""
        asked = TasteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = TasteForm(_as_form(asked.validated_data), taste=_own(request))
        if not form.is_valid():
            return Response(
                {FIELDS.get(name, name): said for name, said in form.errors.items()},
                status.HTTP_400_BAD_REQUEST,
            )
        return Response(_as_json(form.save()))


FIELDS = {"new_people": "people"}
"""Names of the page's form fields that the API calls otherwise."""


def _own(request: Request) -> Taste:
    taste = Taste.of(request.user)
    assert taste is not None  # the permission class lets nobody in who is not logged in
    return taste


def _as_form(asked: dict[str, Any]) -> dict[str, Any]:
    """Primary keys in place of names; an unknown name becomes a choice the form refuses."""
    genres = dict(Genre.objects.values_list("name", "pk"))
    languages = dict(Language.objects.values_list("code", "pk"))
    return asked | {
        "languages": [languages.get(code, code) for code in asked["languages"]],
        "liked_genres": [genres.get(name, name) for name in asked["liked_genres"]],
        "disliked_genres": [genres.get(name, name) for name in asked["disliked_genres"]],
        "people": [],
        "new_people": ", ".join(asked["people"]),
    }


def _as_json(taste: Taste) -> dict[str, Any]:
    return {
        "languages": list(taste.languages.values_list("code", flat=True)),
        "liked_genres": list(taste.liked_genres.values_list("name", flat=True)),
        "disliked_genres": list(taste.disliked_genres.values_list("name", flat=True)),
        "people": list(dict.fromkeys(taste.liked_people.values_list("name", flat=True))),
        "min_year": taste.min_year,
        "max_year": taste.max_year,
        "max_runtime": taste.max_runtime,
        "certificates": taste.certificates,
        "on_netflix": taste.on_netflix,
        "mode": taste.mode,
    }
