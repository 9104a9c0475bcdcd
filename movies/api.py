"""The API of the catalogue: films, for anybody."""

from __future__ import annotations

from typing import Any

import django_filters
from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny

from movies.models import Movie
from movies.paging import Best


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
    search = django_filters.CharFilter(method="by_words", label="title, person or IMDb id")
    language = django_filters.CharFilter(method="by_language", label="ISO 639-1 code")
    genre = django_filters.CharFilter(method="by_genre", label="name of a genre")
    year_from = django_filters.NumberFilter("year", "gte")
    year_to = django_filters.NumberFilter("year", "lte")

    class Meta:
        model = Movie
        fields: list[str] = []

    def by_words(self, films: Any, name: str, value: str) -> Any:
        return films.search(value)

    def by_language(self, films: Any, name: str, value: str) -> Any:
        return films.in_languages([value])

    def by_genre(self, films: Any, name: str, value: str) -> Any:
        return films.with_genres([value])


class Films(viewsets.ReadOnlyModelViewSet[Movie]):
    """The catalogue."""

    serializer_class = FilmSerializer
    permission_classes = [AllowAny]
    filterset_class = FilmFilter
    pagination_class = Best
    queryset = Movie.objects.shown().ranked().prefetch_related("genres", "languages")
