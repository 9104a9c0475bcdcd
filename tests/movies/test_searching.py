"""Finding films by what people type, also when it is misspelt."""

from __future__ import annotations

import pytest
from django.urls import reverse

from movies.models import AlternativeTitle, Movie, SearchWord
from movies.searching import words
from movies.searching.finding import find

AMELIE, THE_SHINING = "tt0211915", "tt0081505"


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


def test_a_title_in_another_language_is_found(titles, film):
    AlternativeTitle.objects.create(
        movie=film(THE_SHINING), title="Shining – Die Hölle von Stanley", region="DE"
    )
    words.recount()
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


def test_words_follow_the_catalogue(films):
    assert words.known("shini")
    assert words.recount() == 0
    Movie.objects.filter(imdb_id=THE_SHINING).delete()
    assert words.recount() > 0
    assert not SearchWord.objects.filter(text="shining").exists()


def test_near_words_are_ordered_by_slips_and_then_by_how_common_they_are(films):
    SearchWord.objects.all().delete()
    rows = [("horror", 500), ("honor", 4), ("horde", 9)]
    SearchWord.objects.bulk_create(
        SearchWord(text=text, head=text[:2], tail=text[-2:], length=len(text), names=n) for text, n in rows
    )
    assert words.nearest("horor") == [("horror", 1), ("honor", 1)]
    assert words.nearest("hor") == []
    assert words.nearest("x" * 100) == []


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
