"""Somebody who may hurt themselves is told, once and quietly, where somebody will listen."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import translation

from emotions.models import MoodCheck
from emotions.senses import helplines
from emotions.senses.despair import COOKIE, spoken
from scrapers import starter

CHECK_IN = "/check-in/"
WORDS = "I want to kill myself"


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "i wanna kill my self",
        "Honestly? I don’t want to live anymore.",
        "I dont want to be here any more",
        "I feel suicidal tonight",
        "I keep thinking about suicide",
        "suicide",
        "I just want to die",
        "i wish i was dead",
        "everybody would be better off without me",
        "I'd be better off dead",
        "There is no reason to live",
        "I want to end it all, show me a comedy",
        "I'm going to hurt myself",
        "the urge to cut myself is back",
        "I've been self-harming again",
        "I can't go on like this",
        "My brother killed himself last week",
        "my best friend is suicidal",
        "A good friend committed suicide",
        "why haven't I killed myself yet",
        "it makes me want to end it",
        "I keep wanting to die",
        "Suicide Squad was fun but I want to die",
        "Ich will mich umbringen",
        "ich möchte nicht mehr leben",
        "Ich moechte nicht mehr da sein",
        "Ich will einfach nur sterben",
        "Ich wünschte, ich wäre tot",
        "manchmal denke ich an Selbstmord",
        "Ich habe Suizidgedanken",
        "Ich will mir etwas antun",
        "ich ritze mich wieder",
        "Ich will mir das Leben nehmen",
        "weil ich nicht mehr leben will",
        "Ich überlege, mit allem Schluss zu machen",
        "ohne mich wären alle besser dran",
        "Meine Schwester hat sich umgebracht",
    ],
)
def test_words_of_despair_are_heard_in_both_languages(text):
    assert spoken(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Suicide Squad",
        "something like The Virgin Suicides",
        "Kill me, that was funny",
        "I'm dying to see Barbie",
        "I nearly died laughing",
        "I want to die laughing",
        "I want to die of embarrassment",
        "I want to see Die Hard",
        "I want to Die Hard tonight",
        "No Time to Die, or Live and Let Die",
        "films like To Die For",
        "Kill Bill and To Kill a Mockingbird",
        "I don't want to die alone",
        "Damn, I don't wanna die",
        "I am afraid of dying",
        "a documentary about suicide prevention",
        "I could kill for a pizza",
        "a thriller about a suicide bomber",
        "a film in which my favourite actor plays a detective who wants to kill himself",
        "In the end it was a good day",
        "killing time with my friends",
        "My phone died and I hurt my knee",
        "I live alone and I am sad",
        "I had a rotten day and feel low",
        "I don't want to live in this city",
        "I want to see Better Off Dead",
        "The Boy Who Wanted to Be a Film Star",
        "Bring mich um, war das lustig",
        "Ich lache mich tot",
        "Keine Zeit zu sterben",
        "Ich will nicht sterben",
        "Ich sterbe vor Langeweile",
        "Mein Freund hat mit mir Schluss gemacht",
        "Ich will nicht mehr arbeiten",
        "ein Film ohne mich zu langweilen",
        "Ich habe mich beim Sport verletzt",
    ],
)
def test_films_and_figures_of_speech_are_not_taken_for_it(text):
    assert not spoken(text)


def test_no_film_of_the_starter_catalogue_is_taken_for_it():
    titles = [film.title for film in starter.unpack(starter.verified())]
    assert len(titles) > 10_000
    assert [title for title in titles if spoken(f"I want to see {title}")] == []


def test_a_very_long_text_is_looked_at_in_no_time_to_speak_of():
    assert not spoken("i am mein ich mir bin " * 5_000)


@pytest.fixture
def page(films, alices):
    return alices.post(CHECK_IN, {"text": WORDS}, follow=True).content.decode()


def test_the_result_says_where_somebody_will_listen(page):
    assert page.count('id="listening"') == 1
    assert page.index('id="listening"') < page.index('id="films"')
    for number in ("988", "116 123"):
        assert number in page
    assert 'href="https://findahelpline.com/"' in page
    assert 'href="tel:988"' in page


def test_other_words_bring_films_alone(films, alices):
    page = alices.post(CHECK_IN, {"text": "I had a rotten day and feel low"}, follow=True).content.decode()
    assert 'id="listening"' not in page
    assert "findahelpline" not in page


def test_german_pages_name_german_numbers(films, alices):
    alices.post("/language/", {"language": "de"})
    page = alices.post(CHECK_IN, {"text": "Ich will nicht mehr leben"}, follow=True).content.decode()
    for number in ("0800 1110111", "142", "143"):
        assert number in page
    assert "988" not in page.partition('id="listening"')[2].partition("</section>")[0]


def test_nothing_of_it_is_kept_and_another_browser_is_not_told(page, alices, alice):
    check = MoodCheck.objects.get()
    cookie = alices.cookies[COOKIE]
    assert cookie["path"] == check.get_absolute_url()
    assert cookie["httponly"]
    assert cookie["max-age"] <= 3600
    assert "kill" not in cookie.value
    kept = [*MoodCheck.objects.values(), *check.readings.values(), *Session.objects.values()]
    assert "kill" not in str(kept)
    assert COOKIE not in str(kept)

    elsewhere = Client()
    elsewhere.force_login(alice)
    assert 'id="listening"' not in elsewhere.get(check.get_absolute_url()).content.decode()
    assert "findahelpline" not in elsewhere.get("/moods/").content.decode()


def test_it_stays_while_other_films_are_asked_for(page, alices):
    check = MoodCheck.objects.get()
    again = alices.post(f"{check.get_absolute_url()}films/", {"mode": "calm"}, follow=True)
    assert 'id="listening"' in again.content.decode()


def test_words_that_no_model_can_read_are_answered_too(films, alices):
    """What is refused says it beside the words, to a script in its JSON."""
    data = {"text": "Ich will mich umbringen", "language": "Klingonese"}
    page = alices.post(CHECK_IN, data)
    assert page.status_code == 422
    assert "findahelpline.com" in page.content.decode()
    told = alices.post(CHECK_IN, data, headers={"accept": "application/json"}).json()
    assert "988" in " ".join(told["text"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_line_names_its_source_and_can_be_dialled(language):
    with translation.override(language):
        lines = helplines.here()
    assert lines
    for line in lines:
        assert line.number.replace(" ", "").isdigit()
        assert line.source.startswith("https://")
