"""Scripts say only sentences the catalogue knows, and the catalogue knows none that nobody says."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils.translation import gettext_lazy

from emotions.script_sentences import SENTENCES

QUOTED = re.compile(r"[\"`]([a-z_]+)[\"`]")
SAID = re.compile(r"\bsay\(((?:[^()]|\([^()]*\))*)\)")
BY_NAME = {
    "before_camera",
    "before_microphone",
    "refused",
    "missing",
    "busy",
    "no_face",
    "too_dark",
    "blurred",
}
"""Said by a name that the script puts together."""


@pytest.fixture(scope="module")
def scripts():
    from django.conf import settings

    return [path.read_text() for path in (settings.BASE_DIR / "static" / "emotions").glob("*.js")]


def said(scripts) -> set[str]:
    calls = [call for script in scripts for call in SAID.findall(script)]
    return {name for call in calls for name in QUOTED.findall(call)} & SENTENCES.keys() | {
        name for call in calls for name in re.findall(r"^\"(\w+)\"", call)
    }


def test_every_sentence_that_is_said_is_known(scripts):
    assert said(scripts) <= SENTENCES.keys()


def test_every_sentence_that_is_known_is_said(scripts):
    assert SENTENCES.keys() - said(scripts) - BY_NAME == set()


def test_no_script_has_a_sentence_of_its_own(scripts):
    code = [re.sub(r"^\s*//.*$|\s//\s.*$", "", script, flags=re.M) for script in scripts]
    assert [
        text for script in code for text in re.findall(r"[\"`][A-Z][a-z]* [a-z][^\"`]*[\"`]", script)
    ] == []


def test_the_page_brings_them_in_the_readers_language_and_closes_no_script_early(monkeypatch):
    monkeypatch.setitem(SENTENCES, "record", gettext_lazy("</script>"))
    page = Template("{% load scripts %}{% script_sentences %}").render(Context())
    assert page.count("</script>") == 1
    assert 'type="application/json"' in page
