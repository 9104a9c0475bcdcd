"""Films and what is known about them, and what a person thinks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from ml.films import Feeling
from movies.import_run import ImportRun as ImportRun
from movies.querysets import FeedbackQuerySet, LanguageQuerySet, MovieQuerySet, PersonQuerySet
from scrapers.records import search_key

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

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


class Genre(models.Model):
    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Language(models.Model):
    code = models.CharField(max_length=8, unique=True, help_text="ISO 639-1, or 639-3 where it has none")
    name = models.CharField(max_length=60)

    objects = LanguageQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Country(models.Model):
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True, editable=False)
    key = models.CharField(
        max_length=220,
        unique=True,
        editable=False,
        help_text="IMDb id where known, otherwise the name: what tells two people apart",
    )
    imdb_id = models.CharField(max_length=12, blank=True, default="")
    films = models.PositiveIntegerField(
        default=0, db_index=True, editable=False, help_text="films that credit them"
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = search_key(self.name)
        self.key = self.imdb_id or self.key or person_key(self.name)
        super().save(*args, **kwargs)


def person_key(name: str) -> str:
    """What tells a person apart while no id is known: the name as written, but for case."""
    return f"name:{name.casefold()}"


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
    weighted_rating = models.FloatField(null=True, blank=True, editable=False, db_index=True)

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


class Credit(models.Model):
    class Role(models.TextChoices):
        DIRECTOR = "director", "director"
        ACTOR = "actor", "actor"
        WRITER = "writer", "writer"

    movie = models.ForeignKey(Movie, on_delete=models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credits")
    role = models.CharField(max_length=10, choices=Role)
    position = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="billing order, where a source states it"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["movie", "person", "role"], name="one_credit_a_role")]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


class GenreMood(models.Model):
    """How strongly a genre carries a feeling: learned from people's judgements, overruled by the operator."""

    genre = models.ForeignKey(Genre, on_delete=models.CASCADE, related_name="moods")
    feeling = models.CharField(max_length=12, choices=[(f.value, f.value) for f in Feeling])
    learned = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="share of people who would say so of a film of this genre alone, 0-1",
    )
    evidence = models.PositiveIntegerField(
        default=0, help_text="judged films of this genre behind the learned value"
    )
    override = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="0-1; wins over the learned value",
    )
    note = models.CharField(max_length=200, blank=True, default="", help_text="why it is overruled")

    class Meta:
        ordering = ["genre__name", "feeling"]
        constraints = [
            models.UniqueConstraint(fields=["genre", "feeling"], name="one_strength_a_genre_and_feeling")
        ]
        verbose_name = "genre's feeling"
        verbose_name_plural = "genre-by-emotion table"

    def __str__(self) -> str:
        return f"{self.genre} · {self.feeling}"

    @property
    def effective(self) -> float | None:
        """The strength recommending uses."""
        return self.override if self.override is not None else self.learned


class CatalogueState(models.Model):
    """One row: a number that differs whenever films or the genre table have changed."""

    version = models.PositiveBigIntegerField(default=0)
    settled = models.BooleanField(default=True, help_text="what depends on the whole catalogue is computed")
    starter = models.CharField(
        max_length=64, blank=True, default="", help_text="SHA-256 of the starter catalogue that went in"
    )

    def __str__(self) -> str:
        return f"version {self.version}"


class Mode(models.TextChoices):
    """What the evening should do with the mood."""

    MATCH = "match", "stay with it"
    LIFT = "lift", "lift me up"
    CALM = "calm", "calm me down"


class Taste(models.Model):
    """What one person likes, whatever the mood."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="taste")
    mode = models.CharField(
        "what an evening should do",
        max_length=8,
        choices=Mode,
        blank=True,
        default="",
        help_text="empty = ask",
    )
    languages = models.ManyToManyField(Language, blank=True, related_name="+")
    liked_genres = models.ManyToManyField(Genre, blank=True, related_name="+")
    disliked_genres = models.ManyToManyField(Genre, blank=True, related_name="+")
    liked_people = models.ManyToManyField(Person, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"taste of {self.user}"

    @classmethod
    def of(cls, user: AbstractBaseUser | AnonymousUser) -> Taste | None:
        """A user's taste, made empty on first asking; None for somebody who is not logged in."""
        if not user.is_authenticated:
            return None
        taste, _ = cls.objects.get_or_create(user=user)
        return taste


class Feedback(models.Model):
    """What one person says about one film."""

    class Verdict(models.TextChoices):
        SEEN = "seen", "seen it"
        LIKED = "liked", "liked it"
        DISLIKED = "disliked", "not for me"
        HIDDEN = "hidden", "never show it"
        WATCHLIST = "watchlist", "on my list"

        @classmethod
        def hiding(cls) -> tuple[str, ...]:
            return (cls.SEEN, cls.DISLIKED, cls.HIDDEN)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feedback")
    movie = models.ForeignKey(Movie, on_delete=models.CASCADE, related_name="feedback")
    verdict = models.CharField(max_length=10, choices=Verdict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "movie", "verdict"], name="one_verdict_of_a_kind")
        ]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"{self.user}: {self.movie} {self.verdict}"
