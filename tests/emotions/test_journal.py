"""The journal: a list, a month, a week, what was watched, notes; and that it is nobody else's."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from emotions.checkin import Signals, check_in
from emotions.journal import days
from emotions.models import MoodCheck, MoodNote
from emotions.templatetags.weeks import picture
from ml.labels import Emotion
from movies.models import Feedback
from movies.wishes.wish import Wish

JOURNAL, WEEK, WATCHED = "/moods/", "/moods/week/", "/moods/watched/"
MONDAY = date(2020, 11, 9)  # before any clock that is set at all


def felt(user, emotion: Emotion, day: date, hour: int = 20) -> MoodCheck:
    """A mood picked by hand on a day."""
    check = check_in(user, Signals(emotion=emotion), Wish())
    MoodCheck.objects.filter(pk=check.pk).update(
        created=datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    )
    check.refresh_from_db()
    return check


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", [JOURNAL, WEEK, WATCHED])
def test_a_stranger_is_sent_to_the_log_in(client, db, address):
    assert client.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("address", [JOURNAL, WEEK, WATCHED])
def test_an_empty_journal_says_so_and_shows_nothing_of_others(films, alices, bob, address):
    check = felt(bob, Emotion.ANGRY, timezone.localdate())
    Feedback.objects.create(user=bob, movie=check.impressions.all()[0].movie, verdict="seen")
    said = page(alices, address)
    assert 'class="drawing"' in said
    assert 'class="film"' not in said


def test_only_moods_with_a_sense_are_listed(films, alices, alice):
    felt(alice, Emotion.CALM, MONDAY)
    alices.post("/check-in/", {"text": "I had a rotten day and feel low"})
    rows = {
        sense: page(alices, f"{JOURNAL}?sense={sense}").count('class="delete"')
        for sense in ("text", "tap", "face", "")
    }
    assert rows == {"text": 1, "tap": 1, "face": 0, "": 2}


def test_a_day_of_the_month_leads_to_its_moods(films, alices, alice):
    felt(alice, Emotion.SAD, MONDAY)
    felt(alice, Emotion.SAD, MONDAY, hour=21)
    felt(alice, Emotion.HAPPY, MONDAY + timedelta(days=1))
    month = page(alices, f"{JOURNAL}?month=2020-11")
    assert "2 moods, mostly sad" in month
    assert f"?day={MONDAY}" in month
    assert page(alices, f"{JOURNAL}?day={MONDAY}").count('class="delete"') == 2


@pytest.mark.parametrize(
    "nonsense", ["yesterday", "2026-13", "0001-01", "9999-12-31", "2026-11-31", "<script>"]
)
def test_a_day_that_does_not_exist_shows_the_journal_of_today(films, alices, nonsense):
    alices.post("/check-in/", {"emotion": "sad"})
    for query in ("day", "month"):
        assert timezone.localdate().strftime("%B %Y") in page(alices, f"{JOURNAL}?{query}={nonsense}")
    page(alices, f"{WEEK}?of={nonsense}")


def test_a_long_journal_has_pages_that_keep_the_filter(films, alices, alice):
    one = felt(alice, Emotion.SAD, MONDAY)
    MoodCheck.objects.bulk_create(
        MoodCheck(user=alice, top="sad", confidence=1.0, scores=one.scores, by_hand=True, mode="lift")
        for _ in range(25)
    )
    first = page(alices, f"{JOURNAL}?sense=tap")
    assert first.count('class="delete"') == 20
    assert "?sense=tap&amp;page=2" in first
    assert page(alices, f"{JOURNAL}?sense=tap&page=2").count('class="delete"') == 6


def test_the_list_asks_the_database_as_often_for_many_moods_as_for_few(
    films, alices, alice, django_assert_num_queries
):
    felt(alice, Emotion.SAD, MONDAY)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        page(alices, JOURNAL)
    for day in range(1, 6):
        felt(alice, Emotion.CALM, MONDAY + timedelta(days=day))
    with django_assert_num_queries(len(few)):
        page(alices, JOURNAL)


def test_the_week_is_drawn_and_told_in_a_table(films, alices, alice):
    felt(alice, Emotion.SAD, MONDAY)
    felt(alice, Emotion.SAD, MONDAY, hour=21)
    felt(alice, Emotion.HAPPY, MONDAY + timedelta(days=6))
    felt(alice, Emotion.FEAR, MONDAY - timedelta(days=1))
    said = page(alices, f"{WEEK}?of={MONDAY + timedelta(days=3)}")
    assert said.count('<use class="mood-face') == 3
    assert "sad × 2" in said
    assert "3 moods this week; 1 the week before." in said
    assert not re.search(r"depress|disorder|symptom|healthy|diagnos", said, re.I)


def test_more_moods_than_can_be_drawn_are_told_as_a_number(films, alice):
    for hour in range(8):
        felt(alice, Emotion.CALM, MONDAY, hour=hour + 10)
    drawn = picture(days.week(alice, MONDAY))
    assert len(drawn.columns[0].faces) == days.TALLEST
    assert drawn.columns[0].more == 8 - days.TALLEST
    assert all(0 <= face.top < drawn.ground for column in drawn.columns for face in column.faces)


def test_the_mood_that_was_there_most_often_stands_for_a_day():
    assert days.Day(MONDAY, (Emotion.SAD, Emotion.CALM, Emotion.SAD)).mostly is Emotion.SAD
    assert days.Day(MONDAY, (Emotion.SAD, Emotion.CALM)).mostly is Emotion.CALM
    assert days.Day(MONDAY, ()).mostly is None


def test_a_corrected_mood_counts_as_corrected(films, alice):
    felt(alice, Emotion.SAD, MONDAY).correct(Emotion.ANGRY)
    assert dict(days.week(alice, MONDAY).counts)[Emotion.ANGRY] == 1


def test_a_film_is_listed_under_the_last_mood_it_was_shown_for_before_it_was_seen(films, alices, alice):
    first, later = (
        felt(alice, Emotion.SAD, MONDAY),
        felt(alice, Emotion.HAPPY, timezone.localdate() + timedelta(days=2)),
    )
    shown = first.impressions.all()[0].movie
    later.impressions.update(movie=shown) if later.impressions.count() == 1 else later.impressions.filter(
        rank=1
    ).update(movie=shown)
    Feedback.objects.create(user=alice, movie=shown, verdict="seen")
    (only,) = days.watched(alice)
    assert only.emotion is Emotion.SAD
    assert only.films == (shown,)
    assert shown.title in page(alices, WATCHED)


def test_a_note_is_kept_shown_and_taken_away(films, alices, alice):
    check = felt(alice, Emotion.SAD, MONDAY)
    alices.post(f"/moods/{check.pk}/note/", {"text": "Rain, and <b>the train</b> was late."})
    assert "Rain, and &lt;b&gt;the train&lt;/b&gt; was late." in page(alices, JOURNAL)
    alices.post(f"/moods/{check.pk}/note/", {"text": "   "})
    assert not MoodNote.objects.exists()


def test_a_note_that_is_too_long_is_refused_and_the_old_one_stays(films, alices, alice):
    check = felt(alice, Emotion.SAD, MONDAY)
    alices.post(f"/moods/{check.pk}/note/", {"text": "short"})
    answer = alices.post(f"/moods/{check.pk}/note/", {"text": "x" * 2001}, follow=True)
    assert "at most 2000 characters" in answer.content.decode()
    assert MoodNote.objects.get().text == "short"


@pytest.mark.parametrize("what", ["note", "delete", "share", "unshare"])
def test_nobody_touches_anothers_mood(films, alice, bobs, what):
    check = felt(alice, Emotion.SAD, MONDAY)
    assert bobs.post(f"/moods/{check.pk}/{what}/", {"text": "mine"}).status_code == 404
    assert MoodCheck.objects.filter(pk=check.pk).exists()
    assert not MoodNote.objects.exists()


def test_deleting_asks_first_and_takes_everything_with_it(films, alices, alice):
    check = felt(alice, Emotion.SAD, MONDAY)
    MoodNote.objects.write(check, "a note")
    alices.post(f"/moods/{check.pk}/share/")
    assert "Yes, delete it" in page(alices, JOURNAL)
    assert alices.get(f"/moods/{check.pk}/delete/").status_code == 405
    alices.post(f"/moods/{check.pk}/delete/")
    assert not MoodCheck.objects.exists()
    assert not MoodNote.objects.exists()


def test_a_day_is_written_as_the_language_writes_it(films, alices):
    alices.post("/check-in/", {"emotion": "sad"})
    today = timezone.localdate()
    assert f"{today.day} {today:%B %Y}, " in page(alices, JOURNAL)
    alices.post("/language/", {"language": "de"})
    assert re.search(rf"{today.day}\. \w+ {today.year}, ", page(alices, JOURNAL))
