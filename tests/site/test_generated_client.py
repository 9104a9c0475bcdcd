"""A client that a machine wrote from the description of the API works against the real site."""

from __future__ import annotations

import importlib
import io
import json
import subprocess
import sys
from functools import partial
from types import SimpleNamespace

import httpx
import pytest
from django.test import Client

from emoflix_site.models import ApiToken, Scope
from movies.models import Movie


@pytest.fixture(scope="session")
def written(tmp_path_factory, django_db_setup, django_db_blocker):
    """The client's package, written anew from today's description."""
    folder = tmp_path_factory.mktemp("generated")
    with django_db_blocker.unblock():
        schema = Client().get("/api/schema/", {"format": "json"}).json()
    (folder / "schema.json").write_text(json.dumps(schema))
    (folder / "settings.yml").write_text("post_hooks: []\n")
    command = [
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        "--meta",
        "none",
        "--fail-on-warning",
    ]
    command += ["--path", "schema.json", "--output-path", "emoflix_client", "--config", "settings.yml"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(f"emoflix_client.{name}")
    sys.path.remove(str(folder))


@pytest.fixture
def program(written, live_server, transactional_db, alice):
    """Alice's token in the client's hands, and the client's own words."""
    Movie.objects.bulk_create(
        Movie(title=f"Film {number}", title_key=f"film {number}", year=1990 + number) for number in range(30)
    )
    text = ApiToken.objects.issue(alice, "a generated client", Scope.values)[1]
    make = partial(
        written("client").AuthenticatedClient, base_url=live_server.url, timeout=httpx.Timeout(120)
    )
    return SimpleNamespace(
        client=make(token=text),
        nobody=make(token="emoflix_0_0"),
        route=lambda name: written(f"api.v1.v1_{name}"),
        model=written("models"),
        file=written("types").File,
    )


def test_it_checks_in_with_words_reads_the_mood_corrects_and_deletes_it(program):
    check_in = program.model.CheckInJSONRequest(text="I had a rotten day and feel low")
    made = program.route("moods_create").sync(
        client=program.client, body=check_in, idempotency_key="a-key-of-my-own"
    )
    assert made.mood.top == "sad"
    again = program.route("moods_create").sync(
        client=program.client, body=check_in, idempotency_key="a-key-of-my-own"
    )
    assert again.id == made.id
    read = program.route("moods_retrieve").sync(made.id, client=program.client)
    assert read.mood.scores["sad"] > 0.5
    listed = program.route("moods_list").sync(client=program.client)
    assert [mood.id for mood in listed.results] == [made.id]
    correction = program.model.CorrectionInputRequest(emotion=program.model.EmotionEnum("angry"))
    corrected = program.route("moods_correct_create").sync(made.id, client=program.client, body=correction)
    assert corrected.corrected_to == "angry"
    program.route("moods_destroy").sync_detailed(made.id, client=program.client)
    assert program.route("moods_list").sync(client=program.client).results == []


def test_it_sends_a_picture(program, portrait):
    face = program.file(payload=io.BytesIO(portrait), file_name="me.jpg", mime_type="image/jpeg")
    made = program.route("moods_create").sync(
        client=program.client, body=program.model.CheckInInputRequest(face=face)
    )
    assert made.mood.readings[0].modality == "face"


def test_it_reads_the_whole_catalogue_page_by_page(program):
    seen, cursor = [], {}
    while True:
        page = program.route("films_list").sync(client=program.client, limit=20, **cursor)
        seen += [film.id for film in page.results]
        if not page.next_:
            break
        cursor = {"cursor": page.next_.partition("cursor=")[2].partition("&")[0].replace("%3D", "=")}
    assert len(seen) == len(set(seen)) == 30


def test_it_knows_a_refusal_when_it_meets_one(program):
    refused = program.route("moods_list").sync_detailed(client=program.nobody)
    assert refused.status_code == 401
    assert refused.parsed.detail == "That token is unknown, expired or taken back."
