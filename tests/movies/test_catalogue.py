from __future__ import annotations

from dataclasses import replace

import pytest

from movies.models import Credit, Language, Movie, MovieAlias, Person
from movies.storing import catalogue, freshness
from movies.storing.outcome import Outcome
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


def take_in(*records: FilmRecord, source: str = "test") -> Outcome:
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "left_out"),
    [
        ({"year": 20_140}, "20,140 is no year"),
        ({"votes": 1_000_000_000}, "1,000,000,000 is no votes"),
        ({"runtime_minutes": 51_420}, "51,420 is no runtime minutes"),
        ({"poster_url": "https://pictures.example/" + "x" * 500}, "its poster url has 525 characters"),
        ({"cast": ("Lisa Kreuzer", "x" * 201)}, "1 of its cast bear no name"),
    ],
)
def test_a_fact_that_cannot_be_is_left_out_and_named_and_the_film_goes_in(wrong, left_out):
    outcome = take_in(replace(ALICE, **wrong))

    assert outcome.new == 1
    assert left_out in outcome.notes[0]
    assert "Alice in the Cities" in outcome.notes[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"title": "x" * 301}, "a title of 301 characters"),
        ({"title": " "}, "no title"),
        ({"imdb_id": "nm0000001"}, "is no IMDb id"),
        ({"kind": "videoGame"}, "a videoGame is no film or series"),
    ],
)
def test_a_record_that_is_no_film_is_refused_and_the_rest_goes_in(wrong, reason):
    other = FilmRecord(title="Kings of the Road", imdb_id="tt0073152")

    outcome = take_in(replace(ALICE, **wrong), other)

    assert (outcome.new, outcome.left_out) == (1, 1)
    assert reason in outcome.refused[0]


@pytest.mark.django_db
def test_the_same_id_twice_is_one_film_that_knows_what_either_says():
    outcome = take_in(
        replace(ALICE, year=None), FilmRecord(title=ALICE.title, imdb_id=ALICE.imdb_id, year=1974)
    )

    film = Movie.objects.get()
    assert (film.year, film.genre_names) == (1974, ["Drama"])
    assert (outcome.new, outcome.unchanged) == (1, 1)


@pytest.mark.django_db
def test_a_lesser_source_fills_gaps_and_changes_nothing_that_is_known():
    take_in(replace(ALICE, runtime_minutes=None, languages=()))
    lesser = replace(
        ALICE, year=1975, runtime_minutes=112, genres=("Comedy",), languages=("fr",), cast=("Nobody",)
    )

    outcome = catalogue.take_in([lesser], source="netflix", only_missing=True)

    film = Movie.objects.get()
    assert outcome.changed == 1
    assert (film.year, film.runtime_minutes, film.genre_names) == (1974, 112, ["Drama"])
    assert film.language_names == ["French"]
    assert not film.credits.filter(person__name="Nobody").exists()


@pytest.mark.django_db
def test_a_person_is_met_again_under_the_id_that_their_name_stood_for():
    take_in(ALICE)
    wenders = Person.objects.get(name="Wim Wenders")
    Person.objects.filter(pk=wenders.pk).update(key="nm0000694", imdb_id="nm0000694", name="Wim Wenders")

    take_in(ALICE)

    assert Person.objects.filter(name="Wim Wenders").count() == 1


@pytest.mark.django_db
def test_what_comes_under_the_id_of_a_merged_film_goes_to_the_one_that_was_kept():
    take_in(ALICE)
    MovieAlias.objects.create(imdb_id="tt9999999", movie=Movie.objects.get())

    outcome = take_in(FilmRecord(title="Alice", imdb_id="tt9999999", runtime_minutes=113))

    assert Movie.objects.get().runtime_minutes == 113
    assert (outcome.new, outcome.changed) == (0, 1)


@pytest.mark.django_db
def test_what_a_batch_reports_is_written_with_it_or_not_at_all():
    def fail(outcome: Outcome) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        catalogue.take_in([ALICE], source="test", on_batch=fail)

    assert not Movie.objects.exists()
