"""The figures that Prometheus reads follow what people do."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from emotions.models import MoodCheck
from movies.models import ImportRun

LOW = "I had a rotten day and feel low"


@pytest.fixture
def figure(client):
    """How far a figure has grown since the fixture was made."""

    def read(name: str) -> float:
        page = client.get("/metrics").content.decode()
        found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
        return float(found[1]) if found else 0.0

    before: dict[str, float] = {}

    def grown(name: str) -> float:
        return read(name) - before.setdefault(name, read(name))

    return grown


def test_a_check_in_is_counted_by_sense_step_and_route(films, alices, figure):
    names = (
        'emoflix_sense_seconds_count{sense="text"}',
        'emoflix_readings_total{sense="text",status="ok"}',
        'emoflix_readings_total{sense="face",status="unreadable"}',
        'emoflix_step_seconds_count{step="understand"}',
        'emoflix_step_seconds_count{step="rank and keep"}',
        'emoflix_request_seconds_count{method="POST",route="emotions:check_in",status="302"}',
    )
    assert [figure(name) for name in names] == [0.0] * len(names)
    alices.post("/check-in/", {"text": LOW, "face": SimpleUploadedFile("me.jpg", b"no picture")})
    assert [figure(name) for name in names] == [1.0] * len(names)


def test_nothing_understood_counts_as_such(films, alices, figure):
    assert figure("emoflix_nothing_understood_total") == 0.0
    alices.post("/check-in/", {"text": "the"})
    assert figure("emoflix_nothing_understood_total") == 1.0


def test_a_correction_is_counted_by_what_was_said_and_meant(films, alices, figure):
    alices.post("/check-in/", {"text": LOW})
    check = MoodCheck.objects.get()
    name = f'emoflix_corrections_total{{meant="angry",said="{check.top}"}}'
    assert figure(name) == 0.0
    alices.post(f"{check.get_absolute_url()}correct/", {"emotion": "angry"})
    assert figure(name) == 1.0


def test_waiting_imports_are_the_queue(db, client):
    ImportRun.objects.ask(ImportRun.Kind.NETFLIX, {"file": "a"})
    assert 'emoflix_import_runs{state="queued"} 1.0' in client.get("/metrics").content.decode()


def test_no_figure_holds_a_word_a_name_or_an_address(films, alices, client):
    alices.post("/check-in/", {"text": "my cat Balthasar died and I am so sad"})
    client.get("/films/?q=Balthasar")
    client.get("/nowhere/Balthasar/")
    page = client.get("/metrics").content.decode()
    assert "Balthasar" not in page
    assert "alice" not in page
