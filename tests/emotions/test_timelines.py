"""Which seconds of a recording mattered, as the result page draws and says it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from emotions.models import MoodReading
from emotions.templatetags.timelines import timeline


def sentence(*parts: tuple[float, float, float], seconds: float = 3.0) -> str:
    return timeline({"seconds": seconds, "parts": [list(part) for part in parts]}).sentence


def test_the_strongest_part_is_named():
    told = sentence((0.5, 1.0, 0.1), (1.0, 1.5, 0.6), (1.5, 2.0, 0.2), (2.0, 2.5, 0.1))
    assert told == "Above all seconds 1.0 to 1.5."


def test_neighbours_are_one_and_others_are_named_beside_them():
    told = sentence(
        (0.0, 0.5, 0.3),
        (0.5, 1.0, 0.28),
        (1.0, 1.5, 0.0),
        (1.5, 2.0, 0.1),
        (2.0, 2.5, 0.32),
        (2.5, 3.0, 0.0),
        (3.0, 3.5, 0.0),
        seconds=4.0,
    )
    assert told == "Above all seconds 0.0 to 1.0 and 2.0 to 2.5."


def test_where_all_parts_are_alike_none_is_named():
    assert "about alike" in sentence((0.0, 0.5, 0.3), (0.5, 1.0, 0.3), (1.0, 1.5, 0.3))


@pytest.mark.parametrize("parts", [[(0.0, 0.5, 0.0), (0.5, 1.0, 0.0)], [(0.0, 0.5, 1.0)]])
def test_where_nothing_stands_out_that_is_said(parts):
    assert "No part of it stood out" in sentence(*parts)


def test_windows_that_overlap_meet_in_the_middle_of_what_both_heard():
    drawn = timeline(
        {"seconds": 7.0, "parts": [[0.0, 3.0, 0.1], [1.5, 4.5, 0.5], [3.0, 6.0, 0.1], [3.4, 6.4, 0.2]]}
    )
    assert len(drawn.bars) == 4
    ends = [(bar.x, bar.x + bar.width) for bar in drawn.bars]
    assert all(left[1] < right[0] for left, right in pairwise(ends))
    assert [bar.strong for bar in drawn.bars] == [False, True, False, False]
    assert drawn.sentence == "Above all seconds 2.2 to 3.8."


def test_every_bar_stays_inside_and_the_strongest_is_the_tallest():
    drawn = timeline({"seconds": 2.0, "parts": [[0.2, 0.7, 0.2], [0.7, 1.2, 0.8], [1.2, 2.1, 0.0]]})
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 and 0 < bar.height <= 100 for bar in drawn.bars)
    assert max(drawn.bars, key=lambda bar: bar.height).strong
    assert drawn.bars[1].height == 100


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.6, [0]), (3.4, [0, 1, 2, 3]), (60.0, [0, 10, 20, 30, 40, 50])]
)
def test_the_seconds_below_are_few_enough_to_read(seconds, shown):
    drawn = timeline({"seconds": seconds, "parts": [[0.0, 0.5, 1.0]]})
    assert [tick.second for tick in drawn.ticks] == shown


@pytest.mark.parametrize(
    "details", [{}, {"seconds": 3.0}, {"seconds": 3.0, "parts": []}, {"parts": [[0, 1, 1]]}]
)
def test_a_reading_of_before_the_timeline_has_none(details):
    assert timeline(details) is None


def test_the_result_of_a_voice_shows_its_seconds(alices, spoken):
    page = alices.post(
        "/check-in/", {"voice": SimpleUploadedFile("me.wav", spoken)}, follow=True
    ).content.decode()
    stored = MoodReading.objects.get().details
    assert set(stored) == {"seconds", "voiced_seconds", "parts", "referenced"}
    drawing = page[page.index("data-timeline") : page.index("</figure>")]
    assert drawing.count("<rect") == len(stored["parts"])
    assert re.search(r"Above all seconds|about alike|No part", drawing)
    assert drawing.count('class="mark"') == drawing.count('class="strong"')
    assert "style=" not in drawing


def test_a_result_of_before_the_timeline_still_opens(alices, spoken):
    answer = alices.post("/check-in/", {"voice": SimpleUploadedFile("me.wav", spoken)})
    MoodReading.objects.update(details={"seconds": 3.1, "voiced_seconds": 2.0})
    page = alices.get(answer.url)
    assert page.status_code == 200
    assert "data-timeline" not in page.content.decode()
