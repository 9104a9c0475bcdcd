"""MovieLens into the catalogue: how its members rate the films that are here, and their tags."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from movies.imports.runs import ImportRun, RefusedError
from movies.models import Movie, MovieAlias, MovieTag
from movies.storing import freshness
from movies.storing.catalogue import batches
from movies.storing.upserts import update_rows, upsert
from scrapers.csv_rows import CsvError
from scrapers.movielens import Opinion, Reading

SOURCE = "movielens"
FILMS_AT_ONCE = 1000


def import_ratings(run: ImportRun) -> None:
    """Read the folder `run.arguments["folder"]` names; a killed run begins it anew, with the same end.

    Raises:
        RefusedError: links.csv or ratings.csv is missing, or is another file.
        CancelledError: somebody asked the run to stop.
    """
    reading = Reading(Path(run.arguments["folder"]))
    try:
        for step in reading.steps():
            run.report(step=step)
            run.stop_if_asked()
    except CsvError as error:
        raise RefusedError(str(error)) from None
    run.failed = reading.left_out.count
    for sentence in reading.left_out.sentences:
        run.note(sentence)
    opinions = reading.opinions()
    for chunk in batches(opinions, FILMS_AT_ONCE):
        with transaction.atomic():
            _take_in(run, chunk)
            run.report(step="films", share=run.seen / len(opinions))
        run.stop_if_asked()
    strangers = run.seen - run.changed - run.unchanged
    if strangers:
        run.note(
            f"{strangers:,} of {run.seen:,} films are not in the catalogue; what is said of them was left out."
        )


def _take_in(run: ImportRun, opinions: Sequence[Opinion]) -> None:
    by_id = {opinion.imdb_id: opinion for opinion in opinions}
    films = {str(film.imdb_id): film for film in Movie.objects.filter(imdb_id__in=by_id)}
    for alias in MovieAlias.objects.filter(imdb_id__in=by_id).select_related("movie"):
        if alias.movie.imdb_id not in by_id:
            films.setdefault(alias.imdb_id, alias.movie)
    said = {film.pk: (film, by_id[imdb_id]) for imdb_id, film in films.items()}
    changed = _rate(list(said.values())) | _tag({pk: opinion for pk, (_, opinion) in said.items()})
    if changed:
        freshness.unsettle()
    run.seen += len(opinions)
    run.changed += len(changed)
    run.unchanged += len(said) - len(changed)


def _rate(films: Sequence[tuple[Movie, Opinion]]) -> set[int]:
    rows = []
    for film, opinion in films:
        known = (film.movielens_rating, film.movielens_ratings)
        if known != (opinion.stars, opinion.ratings) or SOURCE not in film.source_list:
            sources = " ".join(dict.fromkeys([*film.source_list, SOURCE]))
            rows.append((opinion.stars, opinion.ratings, sources, film.pk))
    fields = ["movielens_rating", "movielens_ratings", "sources"]
    update_rows(Movie, fields, rows, same={"updated_at": timezone.now()})
    return {row[-1] for row in rows}


def _tag(opinions: dict[int, Opinion]) -> set[int]:
    """The films' tags as the folder has them, no others."""
    rows = MovieTag.objects.filter(movie_id__in=opinions).values_list("pk", "movie_id", "name", "people")
    there = {(film, name): (pk, people) for pk, film, name, people in rows}
    wanted = {(film, name): people for film, opinion in opinions.items() for name, people in opinion.tags}
    gone = [(place, pk) for place, (pk, _) in there.items() if place not in wanted]
    new = [
        (*place, people)
        for place, people in wanted.items()
        if place not in there or there[place][1] != people
    ]
    upsert(MovieTag, ["movie", "name", "people"], new, unique=["movie", "name"], update=["people"])
    MovieTag.objects.filter(pk__in=[pk for _, pk in gone]).delete()
    return {film for film, *_ in new} | {film for (film, _), _ in gone}
