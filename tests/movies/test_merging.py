from __future__ import annotations

import pytest
from django.apps import apps

from movies.models import AlternativeTitle, Credit, Feedback, Genre, Merge, Movie, MovieTag, Person, Taste
from movies.storing import catalogue
from movies.twins import merge_preview, merging
from movies.twins.merge_journal import UndoError
from movies.twins.merging import MergeError
from scrapers.records import FilmRecord

pytestmark = pytest.mark.usefixtures("few_films")

AMELIE, THE_SHINING = "tt0211915", "tt0081505"


def dump() -> dict[str, list[dict[str, object]]]:
    """Every row of the catalogue and of what people made of it, but for the log of merges itself."""
    passing = {"Merge", "CatalogueState"}
    models = [
        model
        for label in ("movies", "emotions", "auth")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model.__name__ not in passing
    ]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


@pytest.fixture
def amelie() -> Movie:
    return Movie.objects.get(imdb_id=AMELIE)


@pytest.fixture
def twin(alice, bob, amelie) -> Movie:
    """The same film once more, as a source without ids tells of it, with everything hanging on it."""
    film = Movie.objects.create(
        title="Le Fabuleux Destin", year=2001, plot="A shy waitress mends lives.", sources="netflix",
        on_netflix=True, metascore=12, imdb_rating=8.3, imdb_votes=800_000,
    )  # fmt: skip
    film.genres.set(Genre.objects.filter(name__in=["Comedy", "Horror"]))
    waitress = Person.objects.get(name="Audrey Tautou")
    stranger = Person.objects.create(name="Ticky Holgado the Other")
    for place, person in enumerate((waitress, stranger), start=1):
        Credit.objects.create(movie=film, person=person, role="actor", position=place)
    AlternativeTitle.objects.create(movie=film, title="Die fabelhafte Welt")
    MovieTag.objects.create(movie=film, name="whimsical", people=3)
    for user, one, verdict in (
        (alice, film, "liked"), (alice, amelie, "liked"), (alice, film, "watchlist"), (bob, film, "disliked"),
    ):  # fmt: skip
        Feedback.objects.create(user=user, movie=one, verdict=verdict)
    catalogue.settle()
    return Movie.objects.get(pk=film.pk)


def test_everything_that_hung_on_the_one_that_goes_hangs_on_the_one_that_stays(amelie, twin, alice, bob):
    merging.merge(amelie, [twin])

    assert not Movie.objects.filter(pk=twin.pk).exists()
    film = Movie.objects.get(imdb_id=AMELIE)
    said = set(film.feedback.values_list("user__username", "verdict"))
    assert said == {("alice", "liked"), ("alice", "watchlist"), ("bob", "disliked")}
    assert {"Comedy", "Horror", "Romance"} <= set(film.genre_names)
    assert film.tags.get().name == "whimsical"
    assert set(film.alternative_titles.values_list("title", flat=True)) == {
        "Die fabelhafte Welt",
        "Le Fabuleux Destin",
    }
    assert film.credits.filter(person__name="Ticky Holgado the Other").exists()
    assert film.credits.get(person__name="Audrey Tautou", role="actor").position == 1


def test_the_one_that_stays_keeps_its_facts_and_gains_what_it_lacked(amelie, twin):
    title, metascore = amelie.title, amelie.metascore
    assert metascore is not None
    before = amelie.weighted_rating
    merging.merge(amelie, [twin])
    film = Movie.objects.get(imdb_id=AMELIE)
    assert (film.title, film.metascore) == (title, metascore)
    assert film.plot == "A shy waitress mends lives."
    assert (film.imdb_rating, film.imdb_votes, film.on_netflix) == (8.3, 800_000, True)
    assert film.source_list == ["wikidata", "netflix"]
    assert film.weighted_rating != before


def test_what_was_edited_by_hand_wins_over_what_an_import_said(amelie, twin):
    Movie.objects.filter(pk=twin.pk).update(locked_fields=["metascore"])
    Movie.objects.filter(pk=amelie.pk).update(locked_fields=["genres"])
    genres = set(amelie.genre_names)
    merging.merge(Movie.objects.get(pk=amelie.pk), [Movie.objects.get(pk=twin.pk)])
    film = Movie.objects.get(imdb_id=AMELIE)
    assert film.metascore == 12
    assert set(film.genre_names) == genres
    assert film.locked_fields == ["genres", "metascore"]


@pytest.mark.parametrize("the_twin_stays", [False, True])
def test_a_merge_undone_leaves_exactly_what_was_there(amelie, twin, alice, the_twin_stays):
    before = dump()
    kept, gone = (twin, amelie) if the_twin_stays else (amelie, twin)
    (entry,) = merging.merge(kept, [gone], done_by=alice)
    assert dump() != before
    merging.undo(entry)
    assert dump() == before
    entry.refresh_from_db()
    assert entry.undone is not None
    assert entry.undo == {}


def test_merging_three_and_undoing_them_in_turn_leaves_what_was_there(amelie, twin):
    third = Movie.objects.create(title="AMELIE", year=2001, certificate="R", plot="Another plot.")
    catalogue.settle()
    before = dump()
    first, second = merging.merge(amelie, [twin, Movie.objects.get(pk=third.pk)])
    with pytest.raises(UndoError, match=r"AMELIE .* later; undo that first"):
        merging.undo(first)
    merging.undo(second)
    merging.undo(first)
    assert dump() == before


def test_a_merge_is_undone_once(amelie, twin):
    (entry,) = merging.merge(amelie, [twin])
    merging.undo(entry)
    with pytest.raises(UndoError, match="already"):
        merging.undo(entry)


def test_an_undo_that_would_lose_a_later_edit_is_refused_and_changes_nothing(amelie, twin):
    (entry,) = merging.merge(amelie, [twin])
    film = Movie.objects.get(imdb_id=AMELIE)
    film.plot = "Written by hand since."
    film.save()
    before = dump()
    with pytest.raises(UndoError, match=r"The plot of .* was changed after the merge"):
        merging.undo(entry)
    assert dump() == before


def test_what_people_say_after_the_merge_stays_with_the_one_that_stayed(amelie, twin, bob):
    (entry,) = merging.merge(amelie, [twin])
    later = Feedback.objects.create(user=bob, movie=amelie, verdict="seen")
    merging.undo(entry)
    later.refresh_from_db()
    assert later.movie_id == amelie.pk
    assert Movie.objects.filter(pk=twin.pk).exists()


def test_a_film_merged_on_is_parted_only_in_reverse(amelie, twin, film):
    (first,) = merging.merge(twin, [amelie])
    (second,) = merging.merge(film(THE_SHINING), [Movie.objects.get(pk=twin.pk)])
    with pytest.raises(UndoError, match="not there any more"):
        merging.undo(first)
    merging.undo(second)
    merging.undo(first)
    assert Movie.objects.get(imdb_id=AMELIE).title == "Amélie"


def test_what_a_person_deleted_does_not_come_back(amelie, twin, alice):
    (entry,) = merging.merge(amelie, [twin])
    alice.delete()
    entry.refresh_from_db()
    assert "movies.Feedback" not in {s["model"] for s in entry.undo["steps"] if s["do"] == "remove"}
    merging.undo(entry)
    assert not Feedback.objects.filter(user_id=alice.pk).exists()


def test_an_import_of_the_film_that_went_reaches_the_one_that_stayed(amelie, film):
    merging.merge(amelie, [film(THE_SHINING)])
    catalogue.take_in(
        [FilmRecord(title="The Shining", imdb_id=THE_SHINING, rating=8.4, votes=1_000_000)], source="imdb"
    )
    assert not Movie.objects.filter(imdb_id=THE_SHINING).exists()
    assert Movie.objects.get(imdb_id=AMELIE).imdb_votes == 1_000_000


def test_people_are_merged_and_parted(amelie, alice):
    known = Person.objects.get(name="Audrey Tautou")
    other = Person.objects.create(name="Audrey Tatou", imdb_id="nm0851582")
    Credit.objects.create(movie=amelie, person=other, role="writer")
    Credit.objects.create(movie=amelie, person=other, role="actor", position=1)
    for person in (known, other):
        Taste.of(alice).liked_people.add(person)
    catalogue.settle()
    before = dump()

    (entry,) = merging.merge(known, [Person.objects.get(pk=other.pk)])

    known.refresh_from_db()
    assert (known.name, known.imdb_id, known.key) == ("Audrey Tautou", "nm0851582", "nm0851582")
    assert set(known.credits.filter(movie=amelie).values_list("role", "position")) == {
        ("actor", 1),
        ("writer", None),
    }
    assert list(Taste.of(alice).liked_people.all()) == [known]
    assert set(known.aliases.values_list("key", flat=True)) == {"name:audrey tautou"}
    merging.undo(entry)
    assert dump() == before


def test_an_import_by_a_name_that_went_credits_the_person_that_stayed(amelie, film):
    known = Person.objects.get(name="Audrey Tautou")
    other = Person.objects.create(name="Audrey Tatou")
    merging.merge(known, [other])
    record = FilmRecord(title="The Shining", imdb_id=THE_SHINING, cast=("Audrey Tatou",))
    catalogue.take_in([record], source="imdb")
    assert film(THE_SHINING).credits.filter(person=known).exists()
    assert not Person.objects.filter(name="Audrey Tatou").exists()


def test_a_film_is_not_merged_with_itself_nor_with_a_person(amelie):
    for others in ([], [amelie], [Person.objects.first()]):
        with pytest.raises(MergeError, match="at least two different"):
            merging.merge(amelie, others)
    assert not Merge.objects.exists()


def test_the_preview_says_what_the_merge_does(amelie, twin):
    origin = merging.standing_facts([amelie, twin])
    shown = {fact.name: fact for fact in merge_preview.facts([amelie, twin])}
    said = {name: getattr((amelie, twin)[place], name) for name, place in origin.items()}
    merging.merge(amelie, [twin])
    film = Movie.objects.get(imdb_id=AMELIE)
    assert {name: getattr(film, name) for name in said} == said
    assert (shown["title"].kept, shown["plot"].kept, shown["IMDb votes"].kept) == (0, 1, 1)
    assert shown["IMDb votes"].values == ("", "800,000")


def test_the_preview_names_what_hangs_on_each_and_what_speaks_against_it(amelie, twin, film):
    shining = film(THE_SHINING)
    hanging = {belonging.name: belonging.said for belonging in merge_preview.belongings([amelie, twin])}
    assert hanging["genres"][1] == "Comedy, Horror"
    assert hanging["feedback"] == ("1", "3")
    assert "Jean-Pierre Jeunet" in hanging["directed by"][0]
    assert merge_preview.doubts([amelie, twin]) == []
    ids, years, directors = merge_preview.doubts([amelie, shining])
    assert "IMDb knows them as 2: tt0081505, tt0211915" in ids
    assert "21 years apart" in years
    assert "Different people directed them" in directors


def test_the_log_says_what_a_merge_did(amelie, twin):
    (entry,) = merging.merge(amelie, [twin])
    said = merge_preview.what_it_did(entry)
    assert "2 feedback moved" in said
    assert "taken over: " in said
    assert "plot" in said
