from __future__ import annotations

import pytest

from emotions.models import Impression, MoodCheck
from ml.fusion import picked
from ml.labels import Emotion
from movies.models import Mode, Movie, Person
from movies.twins import merging
from movies.wishes.chips import About, Chip
from movies.wishes.wish import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def films() -> tuple[Movie, Movie]:
    return Movie.objects.create(title="Heat", year=1995), Movie.objects.create(title="HEAT", year=1995)


@pytest.fixture
def people() -> tuple[Person, Person]:
    return Person.objects.create(name="Al Pacino"), Person.objects.create(name="Al Paccino")


def mood(user, *chips: Chip, people: tuple[int, ...] = ()) -> MoodCheck:
    wish = Wish(people=people)
    return MoodCheck.objects.record(user, picked(Emotion.SAD), wish, chips=chips, by_hand=True)


def shown(check: MoodCheck, film: Movie, rank: int) -> Impression:
    return Impression.objects.create(
        check_in=check, movie=film, rank=rank, mode=Mode.LIFT, score=0.5, reasons=["a reason"]
    )


def everything() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (MoodCheck, Impression, Movie, Person)]


def test_what_was_shown_follows_the_film_and_comes_back(alice, films):
    kept, gone = films
    both, one = mood(alice), mood(alice)
    shown(both, kept, 1)
    shown(both, gone, 2)
    shown(one, gone, 1)
    before = everything()
    (entry,) = merging.merge(kept, [gone])
    assert [row.rank for row in both.impressions.all()] == [1]
    assert one.impressions.get().movie == kept
    merging.undo(entry)
    assert everything() == before


def test_a_wish_for_a_film_follows_it_and_comes_back(alice, films):
    kept, gone = films
    check = mood(alice, Chip(About.LIKE_FILM, str(gone.pk), "like HEAT"))
    before = everything()
    (entry,) = merging.merge(kept, [gone])
    check.refresh_from_db()
    assert [chip.value for chip in check.chips] == [str(kept.pk)]
    merging.undo(entry)
    assert everything() == before


def test_a_wish_for_a_person_finds_the_one_that_stays_and_comes_back(alice, people):
    kept, gone = people
    asked = mood(alice, Chip(About.PERSON, str(gone.pk), "with Al Pacino"), people=(gone.pk,))
    both = mood(alice, Chip(About.PERSON, f"{kept.pk},{gone.pk}", "with Al Pacino"))
    before = everything()
    (entry,) = merging.merge(kept, [gone])
    asked.refresh_from_db()
    assert asked.asked.people == (gone.pk, kept.pk)
    assert asked.chips[0].value == f"{gone.pk},{kept.pk}"
    both.refresh_from_db()
    assert both.chips[0].value == f"{kept.pk},{gone.pk}"
    merging.undo(entry)
    assert everything() == before


def test_a_mood_that_was_deleted_leaves_the_journal_of_merges(alice, films):
    kept, gone = films
    check = mood(alice)
    shown(check, kept, 1)
    shown(check, gone, 2)
    (entry,) = merging.merge(kept, [gone])
    check.delete()
    entry.refresh_from_db()
    assert [step["model"] for step in entry.undo["steps"] if step["do"] == "remove"] == ["movies.Movie"]
    merging.undo(entry)
    assert Movie.objects.count() == 2
    assert not Impression.objects.exists()
