"""The API of the catalogue: films, for anybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny

from movies.models import Movie
from movies.paging import Best
from movies.said import said
from movies.searching.finding import find
from movies.wishes.wish import WishError, parse_known_genre, parse_language
from scrapers.languages import language_code


class OfAFilm(serializers.Serializer[Any]):
    """What names the film of a row or a pick, its `movie`, beside whatever else is told of it."""

    id = serializers.IntegerField(source="movie.pk")
    title = serializers.CharField(source="movie.title")
    year = serializers.IntegerField(source="movie.year", allow_null=True)
    imdb_id = serializers.CharField(source="movie.imdb_id", allow_null=True)
    genres = serializers.ListField(source="movie.genre_names", child=serializers.CharField())


class FilmSerializer(serializers.ModelSerializer[Movie]):
    genres = serializers.ListField(source="genre_names", child=serializers.CharField(), read_only=True)
    languages: serializers.SlugRelatedField[Any] = serializers.SlugRelatedField(
        "code", many=True, read_only=True
    )

    class Meta:
        model = Movie
        fields = [
            "id",
            "title",
            "original_title",
            "year",
            "imdb_id",
            "kind",
            "runtime_minutes",
            "genres",
            "languages",
            "tomatometer",
            "metascore",
            "imdb_rating",
            "imdb_votes",
            "weighted_rating",
        ]


class FilmFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(
        method="by_words", label="title, person, genre or IMDb id; typing errors are forgiven"
    )
    language = django_filters.CharFilter(method="by_language", label="ISO 639-1 code or name of a language")
    genre = django_filters.CharFilter(method="by_genre", label="name of a genre")
    year_from = django_filters.NumberFilter("year", "gte")
    year_to = django_filters.NumberFilter("year", "lte")

    class Meta:
        model = Movie
        fields: list[str] = []

    def by_words(self, films: Any, name: str, value: str) -> Any:
        found = find(value, Movie.objects.shown())
        return films.search(found.instead or value)

    def by_language(self, films: Any, name: str, value: str) -> Any:
        return films.in_languages([language_code(value) or _known(parse_language, name, value)])

    def by_genre(self, films: Any, name: str, value: str) -> Any:
        return films.with_genres([_known(parse_known_genre, name, value)])


def _known(parse: Callable[[str], str], name: str, value: str) -> str:
    """What a filter's word stands for.

    Raises:
        ValidationError: it stands for nothing; names what comes near.
    """
    try:
        return parse(value)
    except WishError as error:
        raise serializers.ValidationError({name: [said(str(error))]}) from None


class Films(viewsets.ReadOnlyModelViewSet[Movie]):
    """The catalogue."""

    serializer_class = FilmSerializer
    permission_classes = [AllowAny]
    filterset_class = FilmFilter
    pagination_class = Best
    queryset = Movie.objects.shown().ranked().prefetch_related("genres", "languages")
