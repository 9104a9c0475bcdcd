"""Finding films by what people type, also when it is misspelt."""

from __future__ import annotations

import numpy as np
import pytest
from django.urls import reverse
from django.utils import translation
from misspelt import is_found, queries

from movies.models import AlternativeTitle, Credit, Movie, Person
from movies.searching import names
from movies.searching.finding import find
from movies.searching.vocabulary import Vocabulary

AMELIE, THE_SHINING = "tt0211915", "tt0081505"
MOST_MISSED = 0.05  # share of the table


@pytest.fixture
def titles(films):
    """Titles found for a query, best first."""

    def ask(text: str) -> list[str]:
        found = find(text, Movie.objects.shown())
        there = Movie.objects.in_bulk(found.ids)
        return [there[pk].title for pk in found.ids]

    return ask


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("amelie", "Amélie"),
        ("AMÉLIE", "Amélie"),
        ("shinning", "The Shining"),
        ("the shinign", "The Shining"),
        ("toystory", "Toy Story"),
        ("shindler list", "Schindler's List"),
        ("story toy", "Toy Story"),
        ("audrey tatou", "Amélie"),
        ("kubrik", "The Shining"),
        ("coppolla", "The Godfather"),
        ("godfathr", "The Godfather"),
        ("amel", "Amélie"),
        ("tt0081505", "The Shining"),
    ],
)
def test_what_was_meant_is_found(titles, typed, title):
    assert title in titles(typed)[:5]


def test_a_title_comes_before_a_person_and_the_exact_one_first(titles):
    assert titles("toy story")[0] == "Toy Story"


@pytest.mark.parametrize("typed", ["horror", "Horor"])
def test_a_genre_finds_its_films(titles, typed):
    assert "The Shining" in titles(typed)


@pytest.mark.parametrize(
    ("typed", "genre"),
    [
        ("Krimi", "Crime"),
        ("krimmi", "Crime"),
        ("Liebesfilm", "Romance"),
        ("liebesfim", "Romance"),
        ("Science-Fiction", "Sci-Fi"),
        ("science fiction", "Sci-Fi"),
        ("Komödie", "Comedy"),
        ("romance", "Romance"),
    ],
)
@pytest.mark.parametrize("reader", ["en", "de"])
def test_a_genre_is_found_by_its_name_in_every_language_of_the_site(titles, typed, genre, reader):
    with translation.override(reader):
        found = titles(typed)
    best = Movie.objects.filter(genres__name=genre, title__in=found[:10])
    assert best.count() >= min(8, Movie.objects.filter(genres__name=genre).count())


def test_a_title_in_another_language_is_found(titles, film):
    AlternativeTitle.objects.create(
        movie=film(THE_SHINING), title="Shining – Die Hölle von Stanley", region="DE"
    )
    assert "The Shining" in titles("die holle")
    assert "The Shining" in titles("Hölle")


def test_a_word_too_many_is_left_out_and_named(films):
    found = find("amélie xyzzyx", Movie.objects.shown())
    assert found.without == ("xyzzyx",)
    assert Movie.objects.get(imdb_id=AMELIE).pk in found.ids


@pytest.mark.parametrize(
    "typed", ["", "  ", "?!", "qqqqqqqq", "\x00", "'; DROP TABLE", "x" * 500, "a b c d e f g h i j k"]
)
def test_nonsense_finds_nothing_and_breaks_nothing(films, typed):
    assert find(typed, Movie.objects.shown()).ids == () or typed.startswith("a b")


def test_hidden_films_are_not_found(films, film):
    Movie.objects.filter(imdb_id=AMELIE).update(hidden=True)
    assert film(AMELIE).pk not in find("amelie", Movie.objects.shown()).ids


def test_words_follow_the_catalogue(titles, film):
    assert names.current().vocabulary.whole("shining")
    film(THE_SHINING).delete()
    assert not names.current().vocabulary.whole("shining")
    assert "The Shining" not in titles("shinning")


def test_a_person_that_is_renamed_is_found_by_the_new_name(titles):
    kubrick = Person.objects.get(name="Stanley Kubrick")
    kubrick.name = "Stanislaus Kowalczyk"
    kubrick.save()
    assert "The Shining" in titles("Stanislas Kowalczyk")


def _vocabulary(**counts):
    ordered = sorted(counts)
    return Vocabulary.of(ordered, np.array([counts[word] for word in ordered], dtype=np.int32))


def _near(vocabulary, typed, **how):
    return [word for word, _ in vocabulary.near(typed, **how)]


def test_near_words_are_ordered_by_what_hands_do_first_letter_and_how_common_they_are():
    vocabulary = _vocabulary(horror=500, honor=4, motor=900, horde=9, humor=80)
    assert _near(vocabulary, "horor") == ["horror", "honor"]
    assert _near(vocabulary, "hor") == []
    assert _near(vocabulary, "x" * 100) == []
    assert _near(_vocabulary(matrix=3, marx=900), "matrx") == ["matrix", "marx"]
    assert _near(_vocabulary(tear=3, bear=900), "eare") == []
    assert _near(_vocabulary(tear=3, bear=9, ears=8), "teer") == ["tear"]


@pytest.mark.parametrize(
    "typed", ["itchcock", "hitchcok", "hichtcock", "hitchcockk", "hitschkock", "hitchcoc"]
)
def test_a_slip_is_forgiven_wherever_it_is(typed):
    assert _near(_vocabulary(hitchcock=1, hancock=5, alien=9), typed)[0] == "hitchcock"


def test_of_a_short_word_a_letter_may_be_missing_or_two_swapped_and_among_others_one_may_be_wrong():
    vocabulary = _vocabulary(the=9, tea=5, ten=2, jaws=1)
    assert _near(vocabulary, "teh") == ["the"]
    assert _near(vocabulary, "jws") == ["jaws"]
    assert _near(vocabulary, "tez") == []
    assert _near(vocabulary, "tez", alone=False) == ["tea", "ten"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("finding nimo", "finding nemo"),
        ("lion kng", "lion king"),
        ("meryl strip", "meryl streep"),
        ("harry poter", "harry potter"),
    ],
)
def test_the_other_words_tell_which_of_many_near_ones_was_meant(films, typed, meant):
    """Beside them stand nearer words, and words of more names."""
    for title in (
        "Finding Nemo",
        "Winding Nico",
        "The Nico Story",
        "The Lion King",
        "Lion",
        "Kong",
        "King Kong",
    ):
        Movie.objects.create(title=title)
    for title in ("Harry Potter and the Cupboard", "Harry", "Harry and Walter", "The Porter", "Poster"):
        Movie.objects.create(title=title)
    for name in ("Meryl Streep", "Meryl Davis", "Edward Stripes"):
        movie = Movie.objects.create(title=f"Of {name.split()[1]} alone")
        Credit.objects.create(
            movie=movie, person=Person.objects.create(name=name, films=1), role=Credit.Role.ACTOR
        )
    found = find(typed, Movie.objects.shown())
    assert (found.instead, found.without) == (meant, ())


def test_of_two_that_are_as_near_the_better_known_one_was_meant(films):
    for title, votes in (("Shark", 40), ("Shrek", 900_000), ("Shark Bay", 30), ("Shark Nights", 20)):
        Movie.objects.create(title=title, imdb_votes=votes)
    assert find("shrk", Movie.objects.shown()).instead == "shrek"


def test_the_word_that_is_left_out_is_the_one_that_changes_the_others_least(films):
    Movie.objects.create(title="Mark Fite and the Others")
    Movie.objects.create(title="The Dark")
    found = find("the dark xqzw", Movie.objects.shown())
    assert (found.instead, found.without) == ("the dark", ("xqzw",))


def test_most_misspellings_of_a_table_find_what_was_meant(films):
    missed = [typed for typed, meant in queries() if not is_found(typed, meant)]
    assert len(queries()) >= 40
    assert len(missed) <= MOST_MISSED * len(queries()), missed


def test_names_that_were_written_to_a_file_are_read_as_they_were(films, tmp_path):
    built = names.build(7)
    names.write(tmp_path / "one.names", built)
    again = names.read(tmp_path / "one.names")
    assert again is not None
    assert again.version == 7
    assert again.with_words("toy stor").tolist() == built.with_words("toy stor").tolist() != []
    assert again.vocabulary.near("kubrik") == built.vocabulary.near("kubrik")


@pytest.mark.parametrize("damage", [b"", b"no zip at all", None])
def test_a_damaged_file_of_names_is_built_anew(films, tmp_path, damage):
    path = tmp_path / "one.names"
    names.write(path, names.build(7))
    path.write_bytes(path.read_bytes()[:900] if damage is None else damage)
    assert names.read(path) is None


def test_workers_share_one_file_of_names(films, settings, tmp_path, monkeypatch):
    settings.INDEX_DIR = tmp_path
    names.forget()
    first = names.current()
    names.forget()
    monkeypatch.setattr(names, "build", lambda version: pytest.fail("built a second time"))
    assert names.current().version == first.version


def test_the_page_says_what_it_looked_for_instead(client, films):
    page = client.get(reverse("movies:search"), {"q": "godfathr"}).content.decode()
    assert "Films for “godfather”" in page
    assert "The Godfather" in page
    page = client.get(reverse("movies:search"), {"q": "qqqqqqqq"}).content.decode()
    assert "nor anything like it" in page


def test_the_page_escapes_what_was_typed(client, films):
    page = client.get(reverse("movies:search"), {"q": "<b>godfathr</b>"}).content.decode()
    assert "<b>godfathr" not in page


def test_pages_of_a_search_hold_all_films_once(client, films):
    seen = []
    for number in (1, 2):
        page = client.get(reverse("movies:search"), {"q": "the", "page": number})
        seen += [movie.pk for movie in page.context["page"]]
    assert len(seen) == len(set(seen)) > 20
