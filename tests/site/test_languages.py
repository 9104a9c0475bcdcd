"""Every sentence can be translated, and German has every one of them."""

from __future__ import annotations

import ast
import gzip
import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.template import templatize

from emotions.models import MoodCheck
from ml.fusion import picked
from ml.labels import Emotion
from movies import said
from movies.country_names import COUNTRIES
from movies.models import Movie
from movies.recommending import Mode, recommend
from movies.wishes.wish import Wish
from scrapers import countries
from scrapers.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
ROOMS = ("emoflix_site", "emotions", "movies")
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html"))
OURS = [path for path in TEMPLATES if "admin" not in path.parts and "drf_spectacular" not in path.parts]
"""Django's admin brings its own catalogue; its few pages of ours are held to it by the first test only."""
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"}
GAP = re.compile(r"%\(\w+\)(?:\.\d)?[sdgf]|%[sd%]|\{\w*\}")
NAMES = {
    "EmoFlix",
    "emoflix",
    "API",
    "IMDb",
    "Tomatometer",
    "Metascore",
    "Metacritic",
    "min",
    "en",
    "de",
    "JSON",
    "Letterboxd",
}
"""Words that are the same in every language."""


@pytest.fixture(scope="module")
def german() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def in_python(path: Path) -> set[str]:
    """Sentences a module marks."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in MARKS]
    texts = [argument for call in named for argument in call.args[:1]]
    return {text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str)}


def in_template(path: Path) -> set[str]:
    """Sentences a template marks, found as Django's own command finds them."""
    marked = templatize(path.read_text(), origin=str(path))
    found = re.findall(r"""(?:gettext|_)\((?:u)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", marked)
    return {ast.literal_eval(text) for text in found}


def sentences() -> dict[str, str]:
    """Every marked sentence with a file it stands in."""
    places = [(path, in_python(path)) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    places += [(path, in_template(path)) for path in TEMPLATES]
    return {text: str(path.relative_to(ROOT)) for path, texts in places for text in texts if text.strip()}


def test_german_has_every_sentence_of_the_site(german):
    there = {entry.msgid for entry in german}
    missing = {text: place for text, place in sentences().items() if text not in there}
    assert missing == {}, "run `make messages`, then translate what is empty"


def test_no_german_sentence_is_empty_or_a_guess(german):
    assert [entry.msgid for entry in german if not entry.translated() or entry.fuzzy] == []


def test_no_german_sentence_is_of_a_sentence_that_is_gone(german):
    assert german.obsolete_entries() == []


def test_a_translation_has_the_gaps_of_its_sentence(german):
    wrong = []
    for entry in german:
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            wanted = set(GAP.findall(entry.msgid)) | set(GAP.findall(entry.msgid_plural or ""))
            if not set(GAP.findall(text)) <= wanted or (
                not entry.msgid_plural and set(GAP.findall(text)) != wanted
            ):
                wrong.append(entry.msgid)
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_text(german):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {e.msgid: (e.msgstr, e.msgstr_plural) for e in compiled} == {
        e.msgid: (e.msgstr, e.msgstr_plural) for e in german
    }


class Visible(HTMLParser):
    """Text and telling attributes of a template whose own tags are taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        told = ("alt", "title", "placeholder", "aria-label", "aria-description")
        self.words += [value for name, value in attributes if name in told and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_says_a_word_that_cannot_be_translated(path):
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", path.read_text(), flags=re.S)
    text = re.sub(r"{%\s*block main_class.*?endblock\s*%}", "", text, flags=re.S)
    text = re.sub(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", "", text, flags=re.S)
    visible = Visible()
    visible.feed(re.sub(r"{%.*?%}|{{.*?}}", " ", text, flags=re.S))
    tokens = [token for told in visible.words for token in told.split() if not re.search(r"\d", token)]
    words = {word for token in tokens for word in re.findall(r"[^\W\d_]{2,}", token)}
    assert words - NAMES == set()


def _made(node: ast.AST) -> str:
    """A sentence as it will be, with something in each gap."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_made(part) for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "7"


def _sentences_made_by(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    spoken = [
        part
        for node in ast.walk(tree)
        for part in (
            [*node.args, *(keyword.value for keyword in node.keywords)] if isinstance(node, ast.Call) else
            [node.value] if isinstance(node, ast.Return | ast.Assign) and node.value is not None else
            [node.body] if isinstance(node, ast.Lambda) else []
        )
    ]  # fmt: skip
    texts = {_made(part) for part in spoken if isinstance(part, ast.Constant | ast.JoinedStr)}
    return {text for text in texts if re.fullmatch(r"[A-Z7][^\n]* [^\n]* [^\n]*\.", text)}


@pytest.mark.parametrize("name", ["face", "audio", "pictures"])
def test_what_a_model_says_of_a_file_can_be_said_in_another_language(name):
    made = _sentences_made_by(ROOT / "ml" / f"{name}.py")
    assert made
    assert {text for text in made if not said.known(text)} == set()


@pytest.mark.parametrize(
    ("english", "german_words"),
    [
        ("for a low evening: romantic and funny", "für einen trüben Abend: romantisch und lustig"),
        ("in step with feeling sad: moving", "im Einklang mit deiner Stimmung (traurig): bewegend"),
        ("rated 8.2 in 50 critics' reviews", "8,2 in 50 Kritiken"),
        ("8.1 from 1,234,567 votes", "8,1 aus 1.234.567 Stimmen"),
        ("liked in 93 % of 204 critics' reviews", "gelobt in 93 % von 204 Kritiken"),
        ("with Amy Adams, as you asked", "mit Amy Adams, wie gewünscht"),
        ("Comedy and Drama, which you like", "Komödie und Drama, was du magst"),
        (
            "Too few films fit everything you asked for, so some are not in French or German.",
            "Zu wenige Filme erfüllen alles, was du wolltest, deshalb: manche sind nicht auf Französisch oder Deutsch.",
        ),
        (
            "Too few films fit everything you asked for, so none is from 2050 or later.",
            "Zu wenige Filme erfüllen alles, was du wolltest, deshalb: keiner ist von 2050 oder später.",
        ),
        (
            "Too few films fit everything you asked for, so all run longer than 1 minute, or their length is not known.",
            "Zu wenige Filme erfüllen alles, was du wolltest, deshalb: alle dauern länger als eine Minute, oder ihre Länge ist nicht "
            "bekannt.",
        ),
        (
            "Too few films fit everything you asked for, so some are not mainly in French or German.",
            "Zu wenige Filme erfüllen alles, was du wolltest, deshalb: manche sind nicht hauptsächlich auf Französisch oder Deutsch.",
        ),
        ("partly in German", "teils auf Deutsch"),
        ("A voice was heard for 2.5 seconds of 3.9.", "2,5 von 3,9 Sekunden lang war eine Stimme zu hören."),
        (
            "I know no language called “Klingonese”. Did you mean Norwegian or Japanese?",
            "Ich kenne keine Sprache namens „Klingonese“. Meintest du Norwegisch oder Japanisch?",
        ),
        ("100 % nonsense %s %(x)s", "100 % nonsense %s %(x)s"),
        ("", ""),
    ],
)
def test_a_stored_sentence_is_said_in_german_with_its_names_and_numbers(english, german_words):
    with translation.override("de"):
        assert said.said(english) == german_words
    with translation.override("en"):
        assert said.said(english) == english


WISHES = (
    Wish(),
    Wish(languages=("fr",)),
    Wish(genres=("Western", "Horror"), languages=("ja",), max_runtime=95),
    Wish(min_year=1990, surprise=True),
    Wish(min_year=2050, max_runtime=1, on_netflix=True, languages=("de",)),
    Wish(max_year=1960, liked_genres=frozenset({"Drama", "Comedy"})),
    Wish(min_year=1990, max_year=1995, genres=("Musical",)),
)


@pytest.mark.parametrize("mode", list(Mode))
def test_every_reason_and_note_that_is_given_can_be_said(films, mode):
    given = set()
    for emotion in Emotion:
        for wish in WISHES:
            picks = recommend(picked(emotion), replace(wish, mode=mode), limit=10, seed=1)
            given |= {*picks.notes, *(reason for pick in picks for reason in pick.reasons)}
    assert len(given) > 40
    assert {sentence for sentence in given if not said.known(sentence)} == set()


def test_a_whole_check_in_speaks_german(films, alices):
    alices.post("/language/", {"language": "de"})
    wrong = alices.post(
        "/check-in/", {"text": "I had a rotten day", "language": "Klingonese"}
    ).content.decode()
    assert "Ich kenne keine Sprache namens" in wrong
    page = alices.post(
        "/check-in/", {"text": "I had a rotten day and feel low, something in English"}, follow=True
    ).content.decode()
    for german_words in (
        "Du wirkst",
        "Deine Worte klingen traurig.",
        "auf Englisch",
        "für einen trüben Abend",
    ):
        assert german_words in page, german_words
    for english in ("You seem", "as you asked", "evening:", "critics"):
        assert english not in page, english


def test_a_language_is_offered_and_understood_by_its_german_name(films, alices):
    alices.post("/language/", {"language": "de"})
    assert '<option value="Englisch">' in alices.get("/check-in/").content.decode()
    page = alices.post("/check-in/", {"emotion": "sad", "language": "französisch"}, follow=True)
    assert MoodCheck.objects.get().wish["languages"] == ["fr"]
    assert "auf Französisch" in page.content.decode()
    wrong = alices.post("/check-in/", {"emotion": "sad", "language": "Franzosich"}).content.decode()
    assert "Meintest du Französisch?" in wrong


def test_every_choice_of_a_taste_is_given_in_german(films, alices):
    alices.post("/language/", {"language": "de"})
    page = alices.get("/taste/").content.decode()
    for mode in Mode:
        with translation.override("de"):
            german = gettext(str(mode.label))
        with translation.override("en"):
            english = str(mode.label)
        assert german != english
        assert f">{german}</option>" in page
        assert f">{english}</option>" not in page


def test_every_country_and_the_common_languages_of_the_starter_catalogue_have_german_names():
    with gzip.open(ROOT / "movies" / "starter" / "catalogue.jsonl.gz") as lines:
        films = [json.loads(line) for line in lines]
    countries = {country for film in films for country in film.get("countries", ())}
    assert len(countries) > 100
    assert countries - set(COUNTRIES) == set()
    codes = Counter(code for film in films for code in film.get("languages", ()))
    common = {LANGUAGES[code] for code, films in codes.items() if films >= 10}
    with translation.override("de"):
        same = {name for name in common if gettext(name) == name}
    assert same <= {"Hindi", "Urdu", "Afrikaans", "Filipino"}


def test_every_country_that_an_import_can_name_has_a_german_name():
    assert set(countries._BY_CODE.values()) <= set(COUNTRIES)


def test_a_films_page_names_countries_and_languages_in_german(films, alices):
    film = Movie.objects.filter(countries__name="United States", languages__name="English").first()
    alices.post("/language/", {"language": "de"})
    page = alices.get(film.get_absolute_url()).content.decode()
    assert re.search(r"<dt>Aus</dt><dd>(?:[^<]*, )?USA", page)
    assert "Englisch" in page
    assert "United States" not in page


def test_the_browsers_language_is_spoken_and_another_can_be_chosen(client, db):
    assert "Films for" in client.get("/").content.decode()
    assert (
        '<html lang="de"' in client.get("/", headers={"accept-language": "de-AT,de;q=0.9"}).content.decode()
    )
    client.post("/language/", {"language": "de", "next": "/films/"})
    page = client.get("/films/").content.decode()
    assert '<html lang="de"' in page
    assert "Filme" in page


def test_a_language_that_is_not_spoken_here_is_answered_in_english(client, db):
    assert "Films for" in client.get("/", headers={"accept-language": "tlh"}).content.decode()


def test_every_language_of_the_settings_has_a_catalogue():
    for code, _name in settings.LANGUAGES:
        if code == settings.LANGUAGE_CODE:
            continue
        with translation.override(code):
            assert gettext("How are you tonight?") != "How are you tonight?"
