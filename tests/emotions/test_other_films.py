"""One mood, many evenings: nothing twice, the mode remembered, and surprises that can be repeated."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from emotions.checkin import Signals, check_in, show_others
from emotions.models import Impression, MoodCheck
from ml.labels import Emotion
from movies.models import Mode, Taste
from movies.wishes.wish import Wish

pytestmark = pytest.mark.usefixtures("films")

CHECK_IN = "/check-in/"


def shown(check: MoodCheck) -> list[int]:
    return list(check.impressions.order_by("rank").values_list("movie_id", flat=True))


def in_a_row(user, emotion: Emotion, mode: Mode, times: int = 10) -> list[MoodCheck]:
    return [check_in(user, Signals(emotion=emotion), Wish(mode=mode)) for _ in range(times)]


@pytest.mark.parametrize(
    ("emotion", "mode"), [(Emotion.SAD, Mode.LIFT), (Emotion.HAPPY, Mode.MATCH), (Emotion.ANGRY, Mode.CALM)]
)
def test_ten_check_ins_in_a_row_repeat_no_film_while_there_are_others(alice, emotion, mode):
    checks = in_a_row(alice, emotion, mode, times=10 if mode is Mode.MATCH else 5)
    films = [film for check in checks for film in shown(check)]
    assert len(films) == 10 * len(checks)
    assert len(set(films)) == len(films)


def test_every_ten_hold_four_kinds_of_film(alice):
    for check in in_a_row(alice, Emotion.SAD, Mode.LIFT, times=3):
        kinds = {impression.movie.primary_genre for impression in check.impressions.all()}
        assert len(kinds) >= 4


def test_when_everything_was_shown_films_come_back_and_it_says_so(alice):
    checks = in_a_row(alice, Emotion.HAPPY, Mode.CALM, times=12)
    assert all(len(shown(check)) == 10 for check in checks)
    assert any("shown to you lately" in note or "shown lately are back" in note for note in checks[-1].notes)


class TestTheMode:
    def test_it_is_asked_once_and_nothing_is_chosen_for_the_person(self, alices):
        page = alices.get(CHECK_IN).content.decode()
        assert "Asked once" in page
        assert 'name="mode" value="lift" checked' not in page

    def test_it_is_remembered(self, alices, alice):
        alices.post(CHECK_IN, {"emotion": "sad", "mode": "calm"})
        page = alices.get(CHECK_IN).content.decode()
        assert "Asked once" not in page
        assert 'name="mode" value="calm" checked' in page
        alices.post(CHECK_IN, {"emotion": "sad"})
        assert MoodCheck.objects.of(alice).first().mode == "calm"

    def test_another_evening_is_remembered_too(self, alices, alice):
        check = check_in(alice, Signals(emotion=Emotion.SAD), Wish())
        alices.post(reverse("emotions:rerank", args=[check.pk]), {"mode": "match"})
        alice.refresh_from_db()
        assert Taste.mode_of(alice) is Mode.MATCH

    def test_it_is_each_persons_own(self, alice, bob):
        check_in(alice, Signals(emotion=Emotion.SAD), Wish(mode=Mode.CALM))
        assert Taste.mode_of(bob) is None

    def test_the_api_starts_from_it(self, alices, alice):
        Taste.remember_mode(alice, Mode.CALM)
        answer = alices.post("/api/v1/moods/", {"emotion": "sad"})
        assert answer.json()["mode"] == "calm"


class TestSurprise:
    def test_the_same_seed_draws_the_same_films_and_another_one_others(self, alice):
        check = check_in(alice, Signals(emotion=Emotion.HAPPY), Wish())
        plain = shown(check)
        draws = []
        for seed in (7, 7, 8):
            show_others(check, surprise=seed)
            draws.append(shown(check))
        assert draws[0] == draws[1] != draws[2]
        assert set(draws[0]) != set(plain)
        show_others(check)
        assert shown(check) == plain

    def test_it_still_fits_the_evening(self, alice):
        check = check_in(alice, Signals(emotion=Emotion.SAD), Wish())
        show_others(check, surprise=3)
        films = Impression.objects.filter(check_in=check)
        assert len(films) == 10
        assert not any("Horror" in film.movie.genre_names for film in films)
        assert any("drawn to surprise you" in film.reasons for film in films)

    def test_the_page_draws_anew_with_every_tap_and_goes_back(self, alices, alice):
        check = check_in(alice, Signals(emotion=Emotion.SAD), Wish())
        again = reverse("emotions:rerank", args=[check.pk])
        page = alices.post(again, {"surprise": "1"}, follow=True).content.decode()
        assert 'name="surprise" value="1" aria-pressed="true"' in page
        check.refresh_from_db()
        first = check.surprise
        alices.post(again, {"surprise": "1"})
        check.refresh_from_db()
        assert None not in (first, check.surprise)
        assert first != check.surprise
        alices.post(again, {"mode": "lift"})
        check.refresh_from_db()
        assert check.surprise is None

    def test_the_api_draws_by_a_seed(self, alices, alice, bobs):
        check = check_in(alice, Signals(emotion=Emotion.SAD), Wish())
        address = f"/api/v1/moods/{check.pk}/films/"
        one, two = (alices.post(address, {"seed": 11}).json() for _ in range(2))
        assert one["surprise"] == 11
        assert [film["id"] for film in one["movies"]] == [film["id"] for film in two["movies"]]
        assert alices.post(address, {"mode": "calm"}).json()["surprise"] is None
        assert alices.post(address, {"seed": -1}).status_code == 400
        assert "choose one of" in str(alices.post(address, {"mode": "dance"}).json())
        assert bobs.post(address, {"seed": 11}).status_code == 404

    def test_the_command_tells_its_seed(self, capsys):
        def run(*more):
            out = io.StringIO()
            call_command("recommend", "--text", "I feel low", *more, stdout=out)
            return out.getvalue()

        drawn = run("--surprise")
        seed = capsys.readouterr().err.split("--surprise ")[1].split()[0]
        assert run("--surprise", seed) == drawn
