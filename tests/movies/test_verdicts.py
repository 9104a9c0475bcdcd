"""What somebody says about films: buttons, undo, the list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from movies.models import Feedback, Movie, RatingsImport
from movies.tastes import bringing, verdicts
from movies.tastes.verdicts import Verdict

AMELIE, THE_SHINING, TOY_STORY = "tt0211915", "tt0081505", "tt0114709"

pytestmark = pytest.mark.usefixtures("few_films")


@pytest.fixture
def amelie(few_films) -> Movie:
    return Movie.objects.get(imdb_id=AMELIE)


def say(client: Client, movie: Movie, **sent: str):
    return client.post(reverse("movies:say", args=[movie.pk]), sent)


def test_saying_a_thing_twice_says_it_once(alices, alice, amelie):
    for _ in range(2):
        assert say(alices, amelie, say="liked").status_code == 302
    assert verdicts.said_by(alice, amelie) == {Verdict.LIKED}


def test_what_excludes_each_other_replaces_each_other(alice, amelie):
    for verdict in (Verdict.WATCHLIST, Verdict.LIKED, Verdict.DISLIKED):
        verdicts.say(alice, amelie, verdict)
    assert verdicts.said_by(alice, amelie) == {Verdict.DISLIKED}


def test_one_button_puts_back_what_was_said_before(alices, alice, amelie):
    verdicts.say(alice, amelie, Verdict.WATCHLIST)
    page = alices.post(reverse("movies:say", args=[amelie.pk]), {"say": "seen"}, follow=True)
    assert 'name="exactly" value="watchlist"' in page.content.decode()
    assert verdicts.said_by(alice, amelie) == {Verdict.SEEN}

    say(alices, amelie, exactly="watchlist")
    assert verdicts.said_by(alice, amelie) == {Verdict.WATCHLIST}
    say(alices, amelie, exactly="")
    assert verdicts.said_by(alice, amelie) == frozenset()


@pytest.fixture
def brought(alice, amelie) -> Feedback:
    """Amélie, loved long ago with four and a half stars, says a list."""
    taken = RatingsImport.objects.create(
        user=alice, site=RatingsImport.Site.LETTERBOXD, state=RatingsImport.State.TAKEN
    )
    long_ago = timezone.now() - timedelta(days=900)
    return Feedback.objects.create(
        user=alice, movie=amelie, verdict="liked", stars=4.5, came_with=taken, created_at=long_ago
    )


@pytest.mark.parametrize("steps", [[{"say": "disliked"}], [{"unsay": "liked"}], [{"say": "hidden"}] * 2])
def test_undoing_keeps_stars_time_and_the_list_it_came_with(alices, amelie, brought, steps):
    for sent in steps:
        say(alices, amelie, **sent)
    say(alices, amelie, exactly="liked")
    again = Feedback.objects.get(movie=amelie)
    assert (again.verdict, again.stars, again.created_at) == ("liked", 4.5, brought.created_at)
    assert again.came_with == brought.came_with


def test_what_is_put_back_after_its_list_was_undone_belongs_to_no_list(alices, amelie, brought):
    say(alices, amelie, say="disliked")
    bringing.undo(brought.came_with)
    say(alices, amelie, exactly="liked")
    again = Feedback.objects.get(movie=amelie)
    assert (again.stars, again.came_with) == (4.5, None)


def test_nobody_gets_back_what_somebody_else_took_away(alices, bobs, amelie, brought):
    say(alices, amelie, say="disliked")
    say(bobs, amelie, exactly="liked")
    his = Feedback.objects.get(movie=amelie, user__username="bob")
    assert (his.stars, his.came_with) == (None, None)


def test_a_pressed_button_takes_back(alices, alice, amelie):
    verdicts.say(alice, amelie, Verdict.LIKED)
    page = alices.get(amelie.get_absolute_url()).content.decode()
    assert '<button name="unsay" value="liked" aria-pressed="true"' in page
    say(alices, amelie, unsay="liked")
    assert not Feedback.objects.exists()


def test_nonsense_changes_nothing_and_says_so(alices, alice, amelie):
    verdicts.say(alice, amelie, Verdict.LIKED)
    for sent in ({"say": "adored"}, {"exactly": "liked,adored"}, {"unsay": ""}, {}):
        answer = alices.post(reverse("movies:say", args=[amelie.pk]), sent, follow=True)
        assert "Nothing was changed" in answer.content.decode()
    assert verdicts.said_by(alice, amelie) == {Verdict.LIKED}


def test_a_script_gets_the_buttons_alone(alices, amelie):
    address = reverse("movies:say", args=[amelie.pk])
    answer = alices.post(address, {"say": "not_now"}, headers={"X-Requested-With": "fetch"})
    text = answer.content.decode()
    assert text.startswith("<form")
    assert "put off for a month" in text
    assert '<button name="exactly" value=""' in text
    assert alices.post(address, {"say": "x"}, headers={"X-Requested-With": "fetch"}).status_code == 400


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(alices, amelie, elsewhere):
    answer = say(alices, amelie, say="seen", next=elsewhere)
    assert answer.url == f"{amelie.get_absolute_url()}#film-{amelie.pk}"


def test_one_comes_back_to_where_one_was(alices, amelie):
    assert say(alices, amelie, say="seen", next="/films/?q=am").url == f"/films/?q=am#film-{amelie.pk}"


def test_strangers_see_no_buttons_and_say_nothing(client, amelie):
    assert "film-actions" not in client.get(amelie.get_absolute_url()).content.decode()
    assert reverse("account_login") in say(client, amelie, say="liked").url
    assert not Feedback.objects.exists()


def test_a_film_that_is_hidden_or_gone_cannot_be_spoken_of(alices, amelie):
    Movie.objects.filter(pk=amelie.pk).update(hidden=True)
    assert say(alices, amelie, say="liked").status_code == 404
    assert alices.post(reverse("movies:say", args=[0]), {"say": "liked"}).status_code == 404


def test_the_list_is_the_owners_and_the_latest_comes_first(alices, bobs, alice, amelie):
    verdicts.say(alice, amelie, Verdict.WATCHLIST)
    verdicts.say(alice, Movie.objects.get(imdb_id=TOY_STORY), Verdict.WATCHLIST)
    page = alices.get(reverse("taste:watchlist")).content.decode()
    assert page.index("Toy Story") < page.index("Amélie")
    assert "Nothing here yet" in bobs.get(reverse("taste:watchlist")).content.decode()


def test_a_film_put_off_comes_back_after_a_month(alice, amelie):
    hidden = Feedback.objects.owned_by(alice).that_hides()
    verdicts.say(alice, amelie, Verdict.NOT_NOW)
    assert [row.movie for row in hidden.all()] == [amelie]
    Feedback.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert not hidden.all()
    verdicts.say(alice, amelie, Verdict.NOT_NOW)
    assert [row.movie for row in hidden.all()] == [amelie]


def test_a_page_of_films_asks_once_what_was_said(alices, alice, django_assert_max_num_queries):
    for imdb_id in (AMELIE, THE_SHINING):
        verdicts.say(alice, Movie.objects.get(imdb_id=imdb_id), Verdict.LIKED)
    with django_assert_max_num_queries(9):
        page = alices.get(reverse("movies:search")).content.decode()
    assert page.count('name="unsay" value="liked"') == 2


def test_a_title_cannot_smuggle_markup_into_the_message(alices, amelie):
    Movie.objects.filter(pk=amelie.pk).update(title="<script>x</script>")
    page = alices.post(reverse("movies:say", args=[amelie.pk]), {"say": "seen"}, follow=True).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
