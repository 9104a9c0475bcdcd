"""Taking everything along, and leaving for good: judged on every table there is, not on a list of them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client
from django.utils import timezone

from emoflix_site.your_data import packed, tables_of
from emotions.models import Evening, Guest
from movies.models import Genre, Language, Person, Taste

EXPORT, LEAVE = "/settings/export/", "/settings/delete/"
PASSWORD = "a film a day"
NUMBERS = count(1)


def people_tables() -> Iterator[tuple[type[models.Model], models.ForeignKey[Any, Any]]]:
    """Every table of the site with a key to a person."""
    for table in apps.get_models(include_auto_created=True):
        for field in table._meta.concrete_fields:
            if field.related_model is User and table._meta.managed:
                yield table, field


def names(table_and_field: tuple[type[models.Model], models.Field[Any, Any]]) -> str:
    return f"{table_and_field[0]._meta.label}.{table_and_field[1].name}"


def filled(table: type[models.Model], owner: User) -> models.Model:
    """A row of any table that belongs to `owner`, with whatever its fields need."""
    values = {}
    for field in table._meta.concrete_fields:
        if field.related_model is User:
            values[field.name] = owner
        elif field.is_relation and not field.null:
            values[field.name] = _other(field.related_model, owner)
        elif not field.is_relation and not field.has_default() and not field.primary_key:
            values[field.name] = _something(field)
    return table._default_manager.create(**values)


def _other(table: type[models.Model], owner: User) -> models.Model:
    """A fresh one, so that no two rows claim the same; kinds of content there are only so many."""
    return ContentType.objects.first() if table is ContentType else filled(table, owner)


def _something(field: models.Field[Any, Any]) -> Any:
    if field.choices:
        return field.flatchoices[0][0]
    now = timezone.now()
    kinds: list[tuple[type[models.Field[Any, Any]], Any]] = [
        (models.BooleanField, False),
        (models.DateTimeField, now),
        (models.DateField, date.today()),
        (models.DurationField, timedelta(days=1)),
        (models.IntegerField, 1),
        (models.FloatField, 0.5),
        (models.DecimalField, Decimal(1)),
        (models.JSONField, {"some": ["=1+1"]}),
        (models.UUIDField, uuid4()),
        (models.GenericIPAddressField, "127.0.0.1"),
        (models.BinaryField, b"\x01"),
        (models.EmailField, "a@example.org"),
    ]
    for kind, value in kinds:
        if isinstance(field, kind):
            return value
    return f"{next(NUMBERS):x}"[-(field.max_length or 9) :]


@pytest.fixture
def full(alice: User, bob: User) -> User:
    """Alice with a row in every table that knows people, beside Bob with the same."""
    for person in (alice, bob):
        for table, field in people_tables():
            if not table._default_manager.filter(**{field.name: person}).exists():
                filled(table, person)
    return alice


def rows_about(user: User) -> dict[str, int]:
    return {
        names((table, field)): rows
        for table, field in people_tables()
        if (rows := table._default_manager.filter(**{field.attname: user.pk}).count())
    }


def test_the_tables_of_people_are_really_filled(full):
    assert len(rows_about(full)) == len(list(people_tables())) >= 5


def test_leaving_empties_every_table_that_knew_the_person_and_no_other(full, alices, bob):
    of_bob = rows_about(bob)
    gone = full.pk
    response = alices.post(LEAVE, {"name": "alice", "password": PASSWORD})
    assert response.url == "/"
    assert rows_about(User(pk=gone)) == {}
    assert rows_about(bob) == of_bob
    assert not User.objects.filter(pk=gone).exists()


def test_leaving_ends_the_sessions_in_every_browser(alice, alices):
    elsewhere = Client()
    elsewhere.force_login(alice)
    assert Session.objects.count() == 2
    alices.post(LEAVE, {"name": "alice", "password": PASSWORD})
    assert [s for s in Session.objects.all() if s.get_decoded().get("_auth_user_id")] == []
    assert elsewhere.get(LEAVE).url.startswith("/accounts/login/")


def test_leaving_takes_the_attempts_to_log_in_along(alices):
    for name in ("alice", "bob"):
        AccessAttempt.objects.create(username=name, ip_address="127.0.0.1", failures_since_start=1)
    alices.post(LEAVE, {"name": "alice", "password": PASSWORD})
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["bob"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "alice", "password": "wrong"}, "not your password"),
        ({"name": "Alice", "password": PASSWORD}, "not the name of this account"),
        ({"name": "bob", "password": PASSWORD}, "not the name of this account"),
        ({}, "This field is required"),
    ],
)
def test_leaving_wants_the_name_and_the_password(alice, alices, typed, sentence):
    response = alices.post(LEAVE, typed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert User.objects.filter(pk=alice.pk).exists()


def test_looking_at_the_page_deletes_nothing(alice, alices):
    assert alices.get(LEAVE).status_code == 200
    assert User.objects.filter(pk=alice.pk).exists()


@pytest.mark.parametrize("address", [EXPORT, LEAVE])
def test_a_stranger_is_sent_to_the_log_in(client, db, address):
    assert client.get(address).url.startswith("/accounts/login/")


def test_the_file_holds_a_row_of_every_table_that_knows_the_person(full, alices):
    response = alices.get(EXPORT)
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    everything = json.loads(archive.read("emoflix.json"))
    for table, _ in people_tables():
        assert everything[table._meta.label_lower], table
    assert {f"tables/{name}.csv" for name in everything} <= set(archive.namelist())
    assert "alice" in archive.read("README.txt").decode()


def test_the_file_follows_what_belongs_to_what_is_the_persons(full):
    tables = {table._meta.label_lower for table in tables_of(full)}
    assert {"emotions.moodcheck", "emotions.moodreading", "emotions.impression"} <= tables


def test_the_file_holds_the_genres_languages_and_people_somebody_chose(alice, bob):
    taste, of_bob = Taste.of(alice), Taste.of(bob)
    assert taste is not None
    assert of_bob is not None
    taste.liked_genres.add(Genre.objects.create(name="Comedy"))
    taste.disliked_genres.add(Genre.objects.create(name="War"))
    taste.languages.add(Language.objects.create(code="fr", name="French"))
    taste.liked_people.add(Person.objects.create(name="Audrey Tautou"))
    of_bob.liked_genres.add(Genre.objects.create(name="Horror"))
    text = zipfile.ZipFile(io.BytesIO(packed(alice))).read("emoflix.json").decode()
    chosen = {
        row.get("genre") or row.get("language") or row.get("person")
        for table, rows in json.loads(text).items()
        if table.startswith("movies.taste_")
        for row in rows
    }
    assert chosen == {"Comedy", "War", "French", "Audrey Tautou"}
    assert "Horror" not in text


def test_the_file_tells_nothing_of_others_and_opens_no_door(full, bob):
    archive = zipfile.ZipFile(io.BytesIO(packed(full)))
    text = archive.read("emoflix.json").decode()
    assert full.password not in text
    assert '"password"' not in text
    everything = json.loads(text)
    assert [row["username"] for row in everything["auth.user"]] == ["alice"]
    for table, field in people_tables():
        assert {row[field.attname] for row in everything[table._meta.label_lower]} <= {full.pk, None}
    assert "data" not in everything["mfa.authenticator"][0]


def test_who_was_a_guest_is_told_to_the_guest_alone(alice, bob):
    guest = filled(Guest, bob)
    Evening.objects.update(host=alice)
    names = {person: {row.name for row in tables_of(person)[Guest]} for person in (alice, bob)}
    assert names == {alice: set(), bob: {guest.name}}


def test_a_spreadsheet_runs_nothing_of_it(alice):
    alice.first_name, alice.last_name = "=HYPERLINK(1)", "\uff1dHYPERLINK(1)"
    alice.save()
    archive = zipfile.ZipFile(io.BytesIO(packed(alice)))
    (row,) = csv.DictReader(io.StringIO(archive.read("tables/auth.user.csv").decode()))
    assert row["first_name"] == "'=HYPERLINK(1)"
    assert row["last_name"] == "'\uff1dHYPERLINK(1)"
    assert row["username"] == "alice"
    datetime.fromisoformat(row["date_joined"])
