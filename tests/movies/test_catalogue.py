from __future__ import annotations

from dataclasses import replace

import pytest

from movies import catalogue, freshness
from movies.models import Credit, Language, Movie, Person
from scrapers.records import FilmRecord

ALICE = FilmRecord(
    title="Alice in the Cities",
    imdb_id="tt0069687",
    year=1974,
    kind="movie",
    genres=("Drama",),
    languages=("de", "en"),
    countries=("West Germany",),
    directors=("Wim Wenders",),
    cast=("Lisa Kreuzer", "Rüdiger Vogler"),
    tomatometer=100,
    tomato_reviews=15,
)


def take_in(*records: FilmRecord, source: str = "test") -> catalogue.Outcome:
    return catalogue.take_in(records, source=source)


@pytest.mark.django_db
def test_a_record_becomes_a_film_with_its_people_genres_and_languages():
    assert take_in(ALICE).new == 1

    film = Movie.objects.get()
    assert (film.title, film.year, film.imdb_id) == ("Alice in the Cities", 1974, "tt0069687")
    assert film.genre_names == ["Drama"]
    assert film.language_names == ["English", "German"]
    assert [person.name for person in film.directors] == ["Wim Wenders"]
    assert {person.name for person in film.cast} == {"Lisa Kreuzer", "Rüdiger Vogler"}
    assert Language.objects.get(code="de").name == "German"
    assert Person.objects.get(name="Wim Wenders").films == 1


@pytest.mark.django_db
def test_the_same_records_again_change_nothing():
    take_in(ALICE)
    before = list(Movie.objects.values()), list(Credit.objects.values()), freshness.version()

    outcome = take_in(ALICE)

    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 0, 1)
    assert (list(Movie.objects.values()), list(Credit.objects.values()), freshness.version()) == before


@pytest.mark.django_db
def test_what_a_source_does_not_know_erases_nothing():
    take_in(ALICE)

    take_in(FilmRecord(title="Alice in the Cities", imdb_id="tt0069687"), source="other")

    film = Movie.objects.get()
    assert film.year == 1974
    assert film.tomatometer == 100
    assert film.genre_names == ["Drama"]
    assert film.credits.count() == 3
    assert film.source_list == ["test", "other"]


@pytest.mark.django_db
def test_what_a_source_newly_knows_is_added():
    take_in(ALICE)

    outcome = take_in(replace(ALICE, rating=7.9, votes=12_000, runtime_minutes=113, genres=("Comedy",)))

    film = Movie.objects.get()
    assert outcome.changed == 1
    assert (film.imdb_rating, film.imdb_votes, film.runtime_minutes) == (7.9, 12_000, 113)
    assert set(film.genre_names) == {"Comedy", "Drama"}


@pytest.mark.django_db
def test_what_was_edited_by_hand_is_not_overwritten():
    take_in(ALICE)
    Movie.objects.update(title="Alice in den Städten", locked_fields=["title", "genres"])

    take_in(replace(ALICE, year=1973, genres=("Comedy",)))

    film = Movie.objects.get()
    assert film.title == "Alice in den Städten"
    assert film.year == 1973
    assert film.genre_names == ["Drama"]


@pytest.mark.django_db
def test_billing_order_is_kept_only_where_a_source_states_it():
    take_in(ALICE)
    assert set(Credit.objects.filter(role="actor").values_list("position", flat=True)) == {None}

    take_in(replace(ALICE, cast=("Rüdiger Vogler", "Lisa Kreuzer"), cast_in_order=True))

    assert [person.name for person in Movie.objects.get().cast] == ["Rüdiger Vogler", "Lisa Kreuzer"]
    assert Credit.objects.count() == 3


@pytest.mark.django_db
def test_a_record_without_an_id_is_named_and_the_rest_goes_in():
    outcome = take_in(FilmRecord(title="Nobody Knows"), ALICE)

    assert outcome.refused == ["Nobody Knows: no IMDb id"]
    assert Movie.objects.count() == 1
    assert "1 refused" in outcome.sentence()


@pytest.mark.django_db
def test_an_import_cut_off_after_a_batch_is_settled_by_the_next_one(monkeypatch):
    monkeypatch.setattr(catalogue, "settle", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        take_in(ALICE)
    assert Movie.objects.get().weighted_rating is None
    monkeypatch.undo()

    take_in(ALICE)

    assert Movie.objects.get().weighted_rating is not None


@pytest.mark.django_db
def test_batches_of_any_size_give_the_same_catalogue(records, monkeypatch):
    monkeypatch.setattr(catalogue, "BATCH", 7)
    catalogue.take_in(records.values(), source="wikidata")
    by_sevens = set(Credit.objects.values_list("movie__imdb_id", "person__name", "role"))
    Movie.objects.all().delete()
    monkeypatch.undo()

    catalogue.take_in(records.values(), source="wikidata")

    assert set(Credit.objects.values_list("movie__imdb_id", "person__name", "role")) == by_sevens
    assert Movie.objects.count() == len(records)
