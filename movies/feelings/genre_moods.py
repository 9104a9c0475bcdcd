"""The genre-by-emotion table: what was learned goes in, what the operator overruled stays and wins."""

from __future__ import annotations

from django.db import transaction

from ml import films
from ml.films import FEELINGS, Feeling, FilmModel
from movies.feelings import profiles
from movies.models import Genre, GenreMood
from movies.storing import freshness

_ROUNDED = 4  # decimals; more would be noise in a table people read


def load_learned(model: FilmModel | None = None) -> int:
    """Write the learned strengths into the table, leaving overrides and notes alone; rows that changed.

    Raises:
        ml.artifact.ArtifactError: the shipped table is missing or altered.
    """
    learned = model or films.load()
    genres = {genre.name: genre for genre in Genre.objects.all()}
    rows = {(row.genre_id, row.feeling): row for row in GenreMood.objects.all()}
    written = []
    for name in learned.genres:
        if name not in genres:
            continue
        for feeling in FEELINGS:
            strength = round(learned.strength(feeling, name), _ROUNDED)
            row = rows.get((genres[name].pk, feeling.value))
            evidence = learned.evidence.get(name, 0)
            if row is None or (row.learned, row.evidence) != (strength, evidence):
                written.append(
                    GenreMood(genre=genres[name], feeling=feeling.value, learned=strength, evidence=evidence)
                )
    if written:
        _write(written)
        profiles.store(effective_model(learned))
    return len(written)


def _write(rows: list[GenreMood]) -> None:
    with transaction.atomic():
        GenreMood.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["genre", "feeling"],
            update_fields=["learned", "evidence"],
        )
        freshness.touch()


def effective_model(model: FilmModel | None = None) -> FilmModel:
    """The film model with the operator's overrides in place of what was learned."""
    learned = model or films.load()
    overruled = GenreMood.objects.filter(override__isnull=False).values_list(
        "feeling", "genre__name", "override"
    )
    return learned.with_strengths(
        {(Feeling(feeling), genre): value for feeling, genre, value in overruled if value is not None}
    )


def recompute_profiles() -> int:
    """Store every film's feelings as the table now has them; how many films changed.

    Raises:
        ml.artifact.ArtifactError: the shipped table is missing or altered.
    """
    return profiles.store(effective_model())


def recompute_profiles_if_behind() -> None:
    """`recompute_profiles`, if the catalogue or the table has changed since the last time."""
    if freshness.profiled() != freshness.version():
        recompute_profiles()
