"""What a page says in English it says in German: each is drawn in both languages and compared."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from emotions.checkin import Media, Signals, check_in
from emotions.models import Share, SurveyAnswer
from ml.labels import Emotion
from movies.models import Feedback, Movie, Person
from movies.wishes.wish import Wish

PAGES = (
    *("/", "/films/", "/films/?q=zzzz", "/films/?q=tom", "/check-in/", "/survey/", "/together/", "/nowhere/"),
    *("/moods/", "/moods/?sense=face", "/moods/week/", "/moods/watched/", "/settings/", "/settings/delete/"),
    *("/taste/", "/taste/posters/", "/taste/ratings/", "/taste/films/", "/taste/films/?said=liked"),
    *("/watchlist/", "/usual-voice/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/"),
    *("/accounts/logout/", "/accounts/reauthenticate/", "/privacy/"),
)
DOORS = (
    *("/", "/films/", "/privacy/", "/offline/", "/nowhere/", "/accounts/login/", "/accounts/signup/"),
    *("/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/confirm-email/"),
)
SAME = {
    *("EmoFlix", "alice", "API", "IMDb", "Letterboxd", "Metascore", "Tomatometer", "Code", "PG", "min"),
    *("neutral", "Neutral", "Fr", "Mo", "Sa", "April", "August", "September", "November"),
    *(
        "Genres",
        "Action",
        "Animation",
        "Drama",
        "Fantasy",
        "Horror",
        "Musical",
        "Mystery",
        "Thriller",
        "Western",
    ),
    *("consents", "films", "moods", "voice", "read", "write"),
}
"""Words that German shares with English, names, and names of what a token may do."""
SENTENCES = ("I had a rotten day and feel low …", "Paddington 2", "Nobody knows this")
"""Examples of typed words, which are read in English, and what alice wrote."""
CODE = re.compile(r"\b\w{3}-\w{3}-\w{3}\b")
"""Of an evening together."""
LIST = b"Name,Year,Letterboxd URI,Rating\nHer,2013,https://boxd.it/x,5\nNobody knows this,1901,https://boxd.it/y,4\n"
SHOWN = ("alt", "title", "placeholder", "aria-label", "aria-description")
SILENT = ("script", "style", "template")


class Said(HTMLParser):
    """Every text of a page that somebody sees or hears, but for what says that it is of one language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self._within: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        if tag not in ("input", "img", "br", "meta", "link", "use", "rect", "path", "circle"):
            self._within.append((tag, tag in SILENT or (tag != "html" and "lang" in told)))
        if not self._quiet:
            self._add(*(told.get(name) for name in SHOWN))
            if tag in ("input", "button") and told.get("type") == "submit":
                self._add(told.get("value"))

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self._add(data)

    @property
    def _quiet(self) -> bool:
        return any(quiet for _tag, quiet in self._within)

    def _add(self, *texts: str | None) -> None:
        self.texts |= {" ".join(text.split()) for text in texts if text and re.search(r"[^\W\d_]{2}", text)}


def said_by(html: str) -> set[str]:
    reader = Said()
    reader.feed(html)
    return reader.texts


@pytest.fixture
def everywhere(films, alice, alices, portrait, spoken) -> list[str]:
    """Pages of somebody for whom each has something to show."""
    words = "I had a rotten day and feel low, a comedy in English from the 90s under two hours"
    low = check_in(alice, Signals(text=words, face=Media(portrait), voice=Media(spoken)), Wish())
    vague = check_in(alice, Signals(text="well, the day went by"), Wish())
    tapped = check_in(alice, Signals(emotion=Emotion.HAPPY), Wish())
    Share.objects.create(check_in=low)
    SurveyAnswer.objects.create(user=alice, emotion="sad", would_watch="Paddington 2", wording=1)
    shown = low.impressions.select_related("movie")
    for impression, verdict in zip(shown, ("seen", "watchlist", "liked", "hidden"), strict=False):
        Feedback.objects.create(user=alice, movie=impression.movie, verdict=verdict)
    results = [low.get_absolute_url(), f"{low.get_absolute_url()}?view=four"]
    results += [vague.get_absolute_url(), tapped.get_absolute_url()]
    together = alices.post(f"/moods/{low.pk}/together/", {"name": "alice"}).url
    brought = alices.post("/taste/ratings/", {"list": SimpleUploadedFile("ratings.csv", LIST)}).url
    return [
        *PAGES,
        *results,
        together,
        brought,
        shown[0].movie.get_absolute_url(),
        low.share.get_absolute_url(),
    ]


def left_in_english(client: Client, address: str) -> set[str]:
    """Texts of a page that are the same in both languages and no names."""
    in_both = [client.get(address, headers={"accept-language": code}) for code in ("en", "de")]
    assert {answer.status_code for answer in in_both} <= {200, 404}, address
    english, german = (said_by(answer.content.decode()) for answer in in_both)
    assert german, address
    return {text for text in english & german if _words(text) - SAME}


def _words(text: str) -> set[str]:
    for name in _names():
        text = text.replace(name, " ")
    text = CODE.sub(" ", text)
    return set(re.findall(r"[^\W\d_]{2,}", text))


@cache
def _names() -> list[str]:
    titles = Movie.objects.values_list("title", flat=True)
    return sorted(
        [*titles, *Person.objects.values_list("name", flat=True), *SENTENCES], key=len, reverse=True
    )


def test_no_page_of_somebody_who_is_logged_in_is_left_in_english(everywhere, alices):
    left = {address: left_in_english(alices, address) for address in everywhere}
    assert {address: texts for address, texts in left.items() if texts} == {}


@pytest.mark.parametrize("address", DOORS)
def test_no_page_of_a_stranger_is_left_in_english(films, client, address):
    assert left_in_english(client, address) == set()


@pytest.mark.parametrize(
    ("address", "sent", "german"),
    [
        ("/taste/", {"new_people": "Leonardo DiCapro"}, "Ich kenne niemanden namens"),
        ("/taste/ratings/", {"list": b"a,b\n1,2\n"}, "Das ist die Liste einer anderen Seite"),
        (
            "/taste/ratings/",
            {"list": b"<!doctype html><p>"},
            "Das ist eine Webseite, keine Liste. EmoFlix liest",
        ),
        ("{check}films/", {"mode": "party"}, "ist keine Art, den Abend zu verbringen"),
        ("/check-in/", {"text": "hm"}, "zu wenig"),
        ("/together/join/", {"code": "k7m-p2x-9fa"}, "Kein Abend mit diesem Code ist offen"),
    ],
)
def test_what_cannot_be_taken_is_said_in_german(films, alice, alices, address, sent, german):
    check = check_in(alice, Signals(emotion=Emotion.HAPPY), Wish())
    sent = {name: _as_file(value) for name, value in sent.items()}
    alices.post("/language/", {"language": "de"})
    page = alices.post(address.format(check=check.get_absolute_url()), sent, follow=True)
    assert german in page.content.decode()


def _as_file(value: Any) -> Any:
    return SimpleUploadedFile("list.csv", value) if isinstance(value, bytes) else value
