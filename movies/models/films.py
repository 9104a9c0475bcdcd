"""Films and what is known about them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from movies.models.names import Country, Genre, Language
from movies.models.people import Credit, Person
from movies.querysets import MovieQuerySet
from scrapers.records import search_key

LOOK_UP_PAGE = "https://duckduckgo.com/"
"""Plain web search: no key, no script, and the person's own choice of where to watch."""

# fmt: off
TELLING_ORDER: tuple[str, ...] = (
    "Documentary", "Animation", "Horror", "Western", "Musical", "War", "Film-Noir", "Sport", "Sci-Fi",
    "Fantasy", "Romance", "Comedy", "Crime", "Mystery", "Thriller", "Action", "Adventure", "Biography",
    "Music", "Family", "History", "Drama",
)
# fmt: on
"""Genres by how much they tell about a film: its primary genre is its first one in this order."""


class Movie(models.Model):
    class Kind(models.TextChoices):
        """IMDb's title types that a person watches as a film or a series."""

        MOVIE = "movie", "film"
        TV_MOVIE = "tvMovie", "television film"
        SHORT = "short", "short film"
        VIDEO = "video", "video"
        TV_SERIES = "tvSeries", "series"
        TV_MINI_SERIES = "tvMiniSeries", "mini-series"
        TV_EPISODE = "tvEpisode", "episode"
        TV_SPECIAL = "tvSpecial", "television special"
        TV_SHORT = "tvShort", "television short"

    title = models.CharField(max_length=300)
    title_key = models.CharField(max_length=300, db_index=True, editable=False)
    original_title = models.CharField(max_length=300, blank=True, default="")
    imdb_id = models.CharField(max_length=12, unique=True, null=True, blank=True)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.MOVIE)
    year = models.PositiveSmallIntegerField(null=True, blank=True, db_index=True)
    runtime_minutes = models.PositiveSmallIntegerField("running time (minutes)", null=True, blank=True)
    certificate = models.CharField(max_length=16, blank=True, default="")
    plot = models.TextField(blank=True, default="")
    poster_url = models.URLField(max_length=500, blank=True, default="")

    tomatometer = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text="share of favourable reviews, 0-100",
    )
    tomato_reviews = models.PositiveIntegerField("critics' reviews", null=True, blank=True)
    critics_average = models.FloatField(
        "critics' average",
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0), MaxValueValidator(10.0)],
        help_text="mean mark in those reviews, 0-10",
    )
    metascore = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(100)])
    imdb_rating = models.FloatField(
        "IMDb rating", null=True, blank=True, validators=[MinValueValidator(0.0), MaxValueValidator(10.0)]
    )
    imdb_votes = models.PositiveIntegerField("IMDb votes", null=True, blank=True)
    movielens_rating = models.FloatField(
        "MovieLens rating",
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0), MaxValueValidator(5.0)],
        help_text="mean of people's stars, 0.5-5",
    )
    movielens_ratings = models.PositiveIntegerField("MovieLens ratings", null=True, blank=True)
    weighted_rating = models.FloatField(null=True, blank=True, editable=False, db_index=True)
    on_netflix = models.BooleanField("on Netflix", default=False, db_index=True)
    hidden = models.BooleanField(
        default=False, db_default=False, db_index=True, help_text="kept out of searches and recommendations"
    )

    genres = models.ManyToManyField(Genre, blank=True, related_name="movies")
    languages = models.ManyToManyField(Language, blank=True, related_name="movies")
    countries = models.ManyToManyField(Country, blank=True, related_name="movies")
    people = models.ManyToManyField(Person, through="Credit", related_name="movies")

    sources = models.CharField(
        max_length=200,
        blank=True,
        default="",
        editable=False,
        help_text="where the facts come from, space-separated",
    )
    locked_fields = models.JSONField(
        default=list, blank=True, editable=False, help_text="edited by hand; no import overwrites them"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = MovieQuerySet.as_manager()

    class Meta:
        ordering = ["title", "year"]
        verbose_name = "film"

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title_key = search_key(self.title)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("movies:film", args=[self.pk])

    @property
    def poster_address(self) -> str:
        """Where its poster is: the drawn one, or an import's where the operator allows pictures of that host."""
        parts = urlsplit(self.poster_url)
        if parts.scheme == "https" and parts.netloc in settings.REMOTE_POSTER_HOSTS:
            return self.poster_url
        return reverse("movies:poster", args=[self.pk])

    @property
    def imdb_url(self) -> str:
        """The film on IMDb; "" when its id is not known."""
        return f"https://www.imdb.com/title/{self.imdb_id}/" if self.imdb_id else ""

    @property
    def web_search_url(self) -> str:
        """A web search for where to watch the film."""
        words = " ".join(part for part in (self.title, str(self.year or ""), "film watch online") if part)
        return f"{LOOK_UP_PAGE}?{urlencode({'q': words})}"

    @property
    def decade(self) -> int | None:
        """First year of the film's ten years."""
        return self.year // 10 * 10 if self.year is not None else None

    @property
    def genre_names(self) -> list[str]:
        """Genres, the most telling one first."""
        return sorted((genre.name for genre in self.genres.all()), key=telling)

    @property
    def primary_genre(self) -> str:
        """The genre that tells most about the film; "" when none is known."""
        names = self.genre_names
        return names[0] if names else ""

    @property
    def language_names(self) -> list[str]:
        return [language.name for language in self.languages.all()]

    @property
    def country_names(self) -> list[str]:
        return [country.name for country in self.countries.all()]

    @property
    def directors(self) -> list[Person]:
        """Of a film fetched `for_cards` or `for_page` without a query."""
        ready = getattr(self, "director_credits", None)
        credits = (
            ready if ready is not None else [c for c in self.credits.all() if c.role == Credit.Role.DIRECTOR]
        )
        return [credit.person for credit in credits]

    @property
    def cast(self) -> list[Person]:
        """Who plays in it: by billing where it is known, then those of most films here.

        Alphabetical sources know no billing, so no page may call the first one the lead.
        """
        credits = [credit for credit in self.credits.all() if credit.role == Credit.Role.ACTOR]
        credits.sort(key=lambda c: (c.position is None, c.position or 0, -c.person.films, c.person.name))
        return [credit.person for credit in credits]

    @property
    def runtime_text(self) -> str:
        """As in "2 h 16 min"; "" when it is not known."""
        if self.runtime_minutes is None:
            return ""
        hours, minutes = divmod(self.runtime_minutes, 60)
        return " ".join(
            part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part
        )

    @property
    def rating_sentence(self) -> str:
        """How good the film is and who says so, from its best evidence; "" when nobody has said."""
        if self.imdb_rating is not None and self.imdb_votes:
            return f"{self.imdb_rating:.1f} from {self.imdb_votes:,} votes"
        if self.critics_average is not None and self.tomato_reviews:
            return f"rated {self.critics_average:.1f} in {self.tomato_reviews} critics' reviews"
        if self.tomatometer is not None and self.tomato_reviews:
            return f"liked in {self.tomatometer} % of {self.tomato_reviews} critics' reviews"
        return f"Metacritic {self.metascore}" if self.metascore is not None else ""

    @property
    def source_list(self) -> list[str]:
        return self.sources.split()


def telling(genre: str) -> int:
    """Place of a genre in `TELLING_ORDER`; unknown ones come last."""
    return TELLING_ORDER.index(genre) if genre in TELLING_ORDER else len(TELLING_ORDER)


class AlternativeTitle(models.Model):
    """What a film is called elsewhere; each spelling once."""

    movie = models.ForeignKey(Movie, on_delete=models.CASCADE, related_name="alternative_titles")
    title = models.CharField(max_length=300)
    title_key = models.CharField(max_length=300, db_index=True, editable=False)
    region = models.CharField(max_length=8, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["movie", "title_key"], name="one_spelling_a_film")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title_key = search_key(self.title)
        super().save(*args, **kwargs)


class MovieTag(models.Model):
    """A word that people gave a film."""

    movie = models.ForeignKey(Movie, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=80, db_index=True)
    people = models.PositiveIntegerField(default=1, help_text="how many gave it")

    class Meta:
        ordering = ["-people", "name"]
        constraints = [models.UniqueConstraint(fields=["movie", "name"], name="one_tag_of_a_name")]
        verbose_name = "tag"

    def __str__(self) -> str:
        return self.name
