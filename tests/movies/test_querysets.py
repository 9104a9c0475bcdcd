from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from movies.models import Credit, Feedback, Language, Movie, Person, Taste

AMELIE, THE_SHINING, TOY_STORY = "tt0211915", "tt0081505", "tt0114709"


@pytest.fixture
def alice(db):
    return User.objects.create_user("alice")


@pytest.fixture
def bob(db):
    return User.objects.create_user("bob")


def titles(films):
    return [film.title for film in films]


def test_films_are_found_by_words_of_their_title_without_accents_or_case(films):
    assert titles(Movie.objects.search("amelie")) == ["Amélie"]
    assert titles(Movie.objects.search("STORY toy"))[0].startswith("Toy Story")


def test_films_are_found_by_person_and_by_imdb_id(films):
    assert "Priceless" in titles(Movie.objects.search("audrey tautou"))
    assert titles(Movie.objects.search("tt0081505")) == ["The Shining"]
    assert titles(Movie.objects.search("  ")) == []


def test_the_exact_title_comes_first(films):
    assert titles(Movie.objects.search("toy story"))[0] == "Toy Story"


def test_films_are_found_by_language_genre_and_decade(films):
    assert {"Amélie", "Mon Oncle"} <= set(titles(Movie.objects.in_languages(["fr"])))
    assert "The Shining" not in titles(Movie.objects.in_languages(["fr"]))
    assert Movie.objects.in_languages([]).count() == Movie.objects.count()
    assert "The Shining" in titles(Movie.objects.with_genres(["Horror"]))
    assert all(1950 <= film.year < 1960 for film in Movie.objects.in_decade(1950))


def test_people_are_found_by_any_part_of_their_name(films):
    assert "Audrey Tautou" in [person.name for person in Person.objects.search("tautou aud")]
    assert list(Person.objects.search("")) == []


def test_what_a_user_has_seen_hidden_or_disliked_is_left_out_for_that_user_only(film, alice, bob):
    for imdb_id, verdict in ((AMELIE, "seen"), (THE_SHINING, "hidden"), (TOY_STORY, "watchlist")):
        Feedback.objects.create(user=alice, movie=film(imdb_id), verdict=verdict)

    left_out = {row.movie.imdb_id for row in Feedback.objects.owned_by(alice).that_hides()}
    assert left_out == {AMELIE, THE_SHINING}
    for other in (bob, AnonymousUser()):
        assert not Feedback.objects.owned_by(other).that_hides().exists()


def test_feedback_belongs_to_its_owner(film, alice, bob):
    Feedback.objects.create(user=alice, movie=film(AMELIE), verdict="liked")

    assert Feedback.objects.owned_by(alice).count() == 1
    assert Feedback.objects.owned_by(bob).count() == 0
    assert Feedback.objects.owned_by(AnonymousUser()).count() == 0


def test_a_stranger_has_no_taste(alice):
    assert Taste.of(AnonymousUser()) is None
    assert Taste.of(alice) == Taste.of(alice)


def test_of_two_first_check_ins_at_once_each_finds_the_one_taste(alice, monkeypatch):
    there = Taste.objects.create(user_id=alice.pk)
    looked = QuerySet.get
    too_early = iter([True, True])

    def get(self, *args, **kwargs):
        if self.model is Taste and next(too_early, False):
            raise Taste.DoesNotExist
        return looked(self, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "get", get)
    assert [Taste.of(alice).pk, Taste.of(alice).pk] == [there.pk] * 2


def test_common_languages_are_those_of_many_films(films):
    assert [language.code for language in Language.objects.common()] == ["en"]


def test_cards_cost_a_fixed_number_of_queries(films, django_assert_num_queries):
    with django_assert_num_queries(4):  # films, genres, languages, directors
        shown = [
            (m.genre_names, m.language_names, [p.name for p in m.directors])
            for m in Movie.objects.for_cards()
        ]
    assert len(shown) > 50


def test_a_film_page_names_those_with_a_billing_before_those_without(films, client):
    movie = Movie.objects.filter(credits__role=Credit.Role.ACTOR).first()
    movie.credits.filter(role=Credit.Role.ACTOR).delete()
    for name, position in (("Aaron Unbilled", None), ("Zoe Lead", 1), ("Mia Second", 2)):
        person, _ = Person.objects.get_or_create(name=name)
        Credit.objects.create(movie=movie, person=person, role=Credit.Role.ACTOR, position=position)
    said = client.get(movie.get_absolute_url()).content.decode()
    assert said.index("Zoe Lead") < said.index("Mia Second") < said.index("Aaron Unbilled")


def test_a_film_page_costs_a_fixed_number_of_queries(films, django_assert_num_queries):
    with django_assert_num_queries(5):
        film = Movie.objects.for_page().get(imdb_id=AMELIE)
        assert "Audrey Tautou" in [person.name for person in film.cast]
        assert film.country_names == ["France"]


@pytest.mark.django_db
def test_a_search_of_a_thousand_words_is_answered():
    assert not list(Movie.objects.search("a " * 1_500))
