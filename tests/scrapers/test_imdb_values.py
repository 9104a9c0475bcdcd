from __future__ import annotations

import pytest

from scrapers import imdb_values as read
from scrapers.countries import country_name


@pytest.mark.parametrize(
    ("text", "votes"),
    [
        (12345, 12345),
        ("12,345", 12345),
        ("(646.623)", 646623),
        ("1 234 567", 1234567),
        ("1\u00a0234\u00a0567", 1234567),
        ("1’234", 1234),
        ("1.2M", 1_200_000),
        ("(12K)", 12_000),
        ("9.5K", 9_500),
        ("9,5 Tsd.", 9_500),
        ("1,2 Mio.", 1_200_000),
        ("1,234,567,890", 1_234_567_890),
        ("3", 3),
        ("", None),
        (None, None),
        (True, None),
        (-4, None),
        ("be the first", None),
    ],
)
def test_votes_are_read_in_every_spelling(text, votes):
    assert read.count(text) == votes


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (8.7, 8.7), (9, 9.0), ("8.7", 8.7), ("8,7", 8.7), ("8.7/10", 8.7), ("10", 10.0), ("10/10", 10.0), ("9,2 based on 2.728.737 user ratings", 9.2),
        (9.2231, 9.2), ("-", None), ("", None), (None, None), (0, None), ("85", None), (11, None),
    ],
)  # fmt: skip
def test_marks_are_read_with_point_or_comma(text, mark):
    assert read.mark(text) == mark


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("PT2H22M", 142), ("PT142M", 142), ("PT2H", 120), ("PT8520S", 142), ("P1DT1H", 1500), ("142 min", 142), ("2h 22m", 142), ("2h 22min", 142),
        ("2 hours 22 minutes", 142), ("2 Std. 22 Min.", 142), ("2\u00a0h 22\u00a0min", 142), ("2h", 120), ("45m", 45), ("1 heure 30 minutes", 90),
        ("1,440 min", 1440), ("142 mins.", 142), ("16", None), ("TV-14", None), ("", None), (None, None), ("2013", None), ("PT0M", None),
    ],
)  # fmt: skip
def test_running_times_are_read_in_every_spelling(text, minutes):
    assert read.minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("movie", "movie"), ("tvMiniSeries", "tvMiniSeries"), ("TV Series", "tvSeries"), ("TV Mini-Series", "tvMiniSeries"), ("TV Mini Series", "tvMiniSeries"),
        ("TV Episode", "tvEpisode"), ("Episode aired", "tvEpisode"), ("TV Movie", "tvMovie"), ("TV Special", "tvSpecial"), ("TV Short", "tvShort"),
        ("Short", "short"), ("Video", "video"), ("Video Game released", "videoGame"), ("Music Video", "musicVideo"), ("Podcast Series", "podcastSeries"),
        ("Fernsehserie", "tvSeries"), ("Fernsehfilm", "tvMovie"), ("Folge", "tvEpisode"), ("Videospiel", "videoGame"), ("Kurzfilm", "short"), ("Miniserie", "tvMiniSeries"),
        ("Série télévisée", "tvSeries"), ("Téléfilm", "tvMovie"), ("Serie de TV", "tvSeries"), ("feature", "movie"), ("TV", "tvMovie"), ("V", "video"), ("VG", "videoGame"),
        ("TV-MA", None), ("TV-14", None), ("R", None), ("Drama", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_kinds_are_told_by_their_words(text, kind):
    assert read.kind(text) == kind


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (2013, 2013), ("(I) (2013)", 2013), ("2008–2013", 2008), ("1990– ", 1990), ("3 February 2013 (USA)", 2013), ("2013-02-03", 2013),
        ("", None), (None, None), (True, None), ("12345", None), ("(????)", None), (99999, None), ("9" * 200, None), (20133, None),
    ],
)  # fmt: skip
def test_years_are_four_digits_of_our_time(text, year):
    assert read.year(text) == year


def test_the_last_bracket_with_a_year_is_the_mark():
    assert read.year_mark("2001: A Space Odyssey (1968) - IMDb") == ("2001: A Space Odyssey", "1968")
    assert read.year_mark("Harbour Lights (TV Series 2015–2019) ⭐ 7.4") == (
        "Harbour Lights",
        "TV Series 2015–2019",
    )
    assert read.year_mark("Rain (Again) (2013)") == ("Rain (Again)", "2013")
    assert read.year_mark("Matrix 5") is None


def test_genres_keep_the_page_s_order_and_speak_english():
    assert read.genres(["Drama, Komödie", "Krimi", "Science-Fiction"]) == (
        "Drama",
        "Comedy",
        "Crime",
        "Sci-Fi",
    )
    assert read.genres(["Talk-Show | News"]) == ("Talk-Show", "News")
    assert read.genres(["Comédie", "Guerre", "Comedy"]) == ("Comedy", "War")


def test_scores_and_names_are_bounded_and_clean():
    assert read.score("80/100") == 80
    assert read.score(180) is None
    assert read.names(["Mira\u00a0Okafor ", "", "Mira Okafor"]) == ("Mira Okafor",)
    assert read.minutes_of_seconds(45) == 1
    assert read.minutes_of_seconds(8579) == 142
    assert read.minutes_of_seconds(True) is None


def test_countries_go_by_code_or_by_name():
    assert country_name("us") == "United States"
    assert country_name("XWG") == "West Germany"
    assert country_name("ZZ", "USA") == "United States"
    assert country_name(None, "Freedonia") == "Freedonia"
    assert country_name(None) is None
