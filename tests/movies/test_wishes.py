from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User

from movies.models import Feedback, Genre, Language, Mode, Movie, Person, Taste
from movies.wishes.wish import Wish, WishError

pytestmark = pytest.mark.usefixtures("films")


@pytest.mark.parametrize("text", ["fr", "French", "FRENCH ", "fr-FR"])
def test_a_language_is_understood_by_code_tag_or_name(text):
    assert Wish.parse(languages=[text]).languages == ("fr",)


def test_nothing_said_is_no_preference():
    assert Wish.parse() == Wish(mode=Mode.LIFT)
    assert Wish.parse(languages=["", " "], actors=[""], genres=[""]) == Wish()


def test_an_unknown_language_comes_with_the_nearest_ones():
    with pytest.raises(
        WishError, match=r"I know no language called “Frensh”\. Did you mean French"
    ) as caught:
        Wish.parse(languages=["Frensh"])
    assert caught.value.field == "language"
    assert "French" in caught.value.suggestions


def test_a_language_no_film_speaks_is_said_so():
    with pytest.raises(WishError, match="No film here is spoken in Kannada yet"):
        Wish.parse(languages=["kn"])


@pytest.mark.parametrize("text", ["Audrey Toutou", "Tautou", "Odrey Tautou"])
def test_an_unknown_person_comes_with_the_nearest_names(text):
    with pytest.raises(WishError) as caught:
        Wish.parse(actors=[text])
    assert caught.value.field == "actor"
    assert "Audrey Tautou" in caught.value.suggestions


def test_a_name_like_no_other_comes_without_suggestions():
    with pytest.raises(WishError, match=r"^I know no person called “Xqzwv”\.$"):
        Wish.parse(actors=["Xqzwv"])


def test_a_person_is_understood_without_accents_or_case():
    person = (
        Person.objects.get(name="Aurore Clément") if Person.objects.filter(name="Aurore Clément") else None
    )
    wanted = person or Person.objects.filter(name__contains="é").first()
    assert Wish.parse(actors=[wanted.name_key.upper()]).people == (wanted.pk,)


def test_a_genre_is_understood_by_its_other_spellings():
    assert Wish.parse(genres=["science fiction", "HORROR"]).genres == ("Sci-Fi", "Horror")
    with pytest.raises(WishError, match="Did you mean Horror"):
        Wish.parse(genres=["horor"])


def test_an_unknown_way_to_spend_the_evening_is_refused():
    with pytest.raises(WishError, match="choose one of match, lift, calm") as caught:
        Wish.parse(mode="party")
    assert caught.value.field == "mode"


def test_years_that_exclude_each_other_are_refused():
    with pytest.raises(WishError, match="from 2010 or later and from 1990 or earlier"):
        Wish.parse(min_year=2010, max_year=1990)
    with pytest.raises(WishError, match="3000 is not a year"):
        Wish.parse(max_year=3000)
    with pytest.raises(WishError, match="at least a minute"):
        Wish.parse(max_runtime=0)


def test_taste_joins_the_wish_and_a_language_asked_for_wins():
    alice = User.objects.create_user("alice")
    taste = Taste.of(alice)
    taste.languages.add(Language.objects.get(code="en"))
    taste.disliked_genres.add(Genre.objects.get(name="War"))
    seen = Movie.objects.first()
    Feedback.objects.create(user=alice, movie=seen, verdict="seen")

    wish = Wish().with_taste_of(alice)

    assert wish.languages == ("en",)
    assert wish.disliked_genres == {"War"}
    assert wish.hidden == {seen.pk}
    assert Wish(languages=("fr",)).with_taste_of(alice).languages == ("fr",)
    assert Wish().with_taste_of(AnonymousUser()) == Wish()
