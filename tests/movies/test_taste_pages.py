"""The page of a taste, ten posters to tap, and the films somebody spoke of."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from movies.models import Feedback, Genre, Language, Movie, Person, Taste
from movies.recommending import sharing
from movies.tastes import introducing, verdicts
from movies.tastes.verdicts import Verdict
from movies.wishes.wish import Wish

AMELIE, THE_SHINING, TOY_STORY = "tt0211915", "tt0081505", "tt0114709"

pytestmark = pytest.mark.usefixtures("films")
PAGE, POSTERS = "/taste/", "/taste/posters/"


@pytest.fixture
def sent(films) -> dict[str, object]:
    """A whole taste."""
    return {
        "languages": [Language.objects.get(code="fr").pk],
        "liked_genres": [Genre.objects.get(name="Comedy").pk],
        "disliked_genres": [Genre.objects.get(name="War").pk],
        "new_people": "audrey tautou, Jean-Pierre Jeunet",
        "min_year": "1980",
        "max_year": "2015",
        "max_runtime": "125",
        "mode": "calm",
    }


def test_what_is_set_is_kept_shown_and_asked_of_films(alices, alice, sent, monkeypatch):
    monkeypatch.setattr("movies.querysets.COMMON_FILMS", 1)
    assert alices.post(PAGE, sent).status_code == 302
    taste = Taste.of(alice)
    assert {person.name for person in taste.liked_people.all()} == {"Audrey Tautou", "Jean-Pierre Jeunet"}
    wish = Wish().with_taste_of(alice)
    assert (wish.languages, wish.min_year, wish.max_year, wish.max_runtime) == (("fr",), 1980, 2015, 125)
    assert "War" in wish.disliked_genres
    page = alices.get(PAGE).content.decode()
    assert 'value="1980"' in page
    assert "Audrey Tautou" in page
    assert re.search(r'<option value="calm" selected', page)


def test_taking_everything_away_again_works(alices, alice, sent, monkeypatch):
    monkeypatch.setattr("movies.querysets.COMMON_FILMS", 1)
    alices.post(PAGE, sent)
    alices.post(PAGE, {})
    wish = Wish().with_taste_of(alice)
    assert (wish.languages, wish.liked_people, wish.min_year, wish.disliked_genres) == (
        (),
        set(),
        None,
        set(),
    )


def test_years_asked_for_win_over_those_of_the_taste(alice):
    Taste.objects.create(user=alice, min_year=1980, max_year=1990, max_runtime=90)
    wish = Wish(min_year=2000, max_runtime=120).with_taste_of(alice)
    assert (wish.min_year, wish.max_year, wish.max_runtime) == (2000, None, 120)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"new_people": "Audrey Tatou"}, "Did you mean Audrey Tautou?"),
        (
            {"min_year": "2000", "max_year": "1990"},
            "No film is both from 2000 or later and from 1990 or earlier.",
        ),
        ({"min_year": "soon"}, "whole number"),
        ({"min_year": "99999"}, "less than or equal"),
        ({"max_runtime": "0"}, "greater than or equal"),
        ({"languages": ["999999"]}, "not one of the available choices"),
        ({"certificates": ["XXX"]}, "not one of the available choices"),
        ({"mode": "party"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_is_stored(alices, alice, wrong, sentence):
    answer = alices.post(PAGE, {"max_runtime": "100"} | wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Taste.of(alice).max_runtime is None


def test_a_genre_cannot_be_wanted_and_barred(alices, alice):
    comedy = Genre.objects.get(name="Comedy").pk
    answer = alices.post(PAGE, {"liked_genres": [comedy], "disliked_genres": [comedy]})
    assert "more and for none of these: Comedy" in answer.content.decode()
    assert not Taste.of(alice).liked_genres.exists()


def test_people_are_kept_by_their_boxes_and_go_without(alices, alice):
    tautou, jeunet = (Person.objects.get(name=name) for name in ("Audrey Tautou", "Jean-Pierre Jeunet"))
    Taste.of(alice).liked_people.set([tautou, jeunet])
    alices.post(PAGE, {"people": [jeunet.pk]})
    assert list(Taste.of(alice).liked_people.all()) == [jeunet]


def test_names_are_offered_from_a_few_letters(alices, client):
    names = alices.get(reverse("taste:people"), {"q": "taut"}).json()["names"]
    assert names == ["Audrey Tautou"]
    assert alices.get(reverse("taste:people"), {"q": "a"}).json()["names"] == []
    assert client.get(reverse("taste:people"), {"q": "taut"}).status_code == 302


def test_ten_posters_are_different_and_none_is_asked_twice(alice):
    first = introducing.posters()
    assert len({movie.pk for movie in first}) == 10
    assert len({movie.primary_genre for movie in first}) >= 5
    assert len({movie.decade for movie in first}) >= 4
    again = introducing.posters(seen={movie.pk for movie in first}, liked=[first[0].pk])
    assert not {movie.pk for movie in first} & {movie.pk for movie in again}


def test_tapped_posters_are_loved_and_nobody_is_asked_again(alices, alice):
    page = alices.get(POSTERS).content.decode()
    shown = re.findall(r'type="checkbox" name="tapped" value="(\d+)"', page)
    assert len(shown) == 10
    answer = alices.post(POSTERS, {"shown": shown, "tapped": shown[:3]})
    assert answer.url == reverse("emotions:check_in")
    assert sorted(Feedback.objects.filter(verdict="liked").values_list("movie_id", flat=True)) == sorted(
        map(int, shown[:3])
    )
    assert Taste.of(alice).introduced is not None
    later = re.findall(r'type="checkbox" name="tapped" value="(\d+)"', alices.get(POSTERS).content.decode())
    assert not set(shown[:3]) & set(later)


def test_ten_others_keep_what_was_tapped(alices):
    shown = re.findall(r'type="checkbox" name="tapped" value="(\d+)"', alices.get(POSTERS).content.decode())
    page = alices.post(POSTERS, {"shown": shown, "tapped": shown[:2], "others": "1"}).content.decode()
    assert len(re.findall(r'name="tapped" value="\d+" checked', page)) == 2
    fresh = re.findall(r'name="tapped" value="(\d+)">', page)
    assert len(fresh) == 10
    assert not set(fresh) & set(shown)
    assert not Feedback.objects.exists()


def test_skipping_is_remembered_and_stores_no_film(alices, alice):
    shown = re.findall(r'name="shown" value="(\d+)"', alices.get(POSTERS).content.decode())
    assert alices.post(POSTERS, {"shown": shown, "tapped": shown[:3], "skip": "1"}).url == reverse(
        "emotions:check_in"
    )
    assert not Feedback.objects.exists()
    assert Taste.of(alice).introduced is not None


def test_posters_nobody_was_shown_and_nonsense_do_no_harm(alices):
    answer = alices.post(
        POSTERS, {"shown": ["x", "-1", "9" * 30], "tapped": ["0", "x", "99999999"]}, follow=True
    )
    assert "Nothing tapped" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_a_film_that_was_disliked_stays_so_when_its_poster_is_tapped(alices, alice):
    film = Movie.objects.get(imdb_id=AMELIE)
    verdicts.say(alice, film, Verdict.DISLIKED)
    alices.post(POSTERS, {"shown": [film.pk], "tapped": [film.pk]})
    assert verdicts.said_by(alice, film) == {Verdict.DISLIKED}


def test_an_empty_catalogue_has_no_posters_and_a_page(alices):
    Movie.objects.all().delete()
    sharing.forget()
    assert "no other film" in alices.get(POSTERS).content.decode()
    assert alices.get(PAGE).status_code == 200


def test_films_somebody_spoke_of_are_listed_for_them_alone(alices, bobs, alice):
    verdicts.say(alice, Movie.objects.get(imdb_id=TOY_STORY), Verdict.HIDDEN)
    address = reverse("taste:films")
    assert "Toy Story" in alices.get(address, {"said": "hidden"}).content.decode()
    assert "Toy Story" not in bobs.get(address, {"said": "hidden"}).content.decode()
    assert alices.get(address, {"said": "nonsense"}).status_code == 200


def test_strangers_are_asked_to_log_in(client):
    for name in ("taste:taste", "taste:posters", "taste:films", "taste:ratings", "taste:watchlist"):
        assert "/accounts/login/" in client.get(reverse(name)).url


def test_genres_and_languages_are_boxes_to_tick(films, alices):
    page = alices.get("/taste/").content.decode()
    for name in ("liked_genres", "disliked_genres"):
        assert page.count(f'<input type="checkbox" name="{name}"') > 3
    assert "<option" not in page.split('class="boxes"')[1].split("</div>")[0]
