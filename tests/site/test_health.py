"""What a probe learns, and who may read the figures."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.db.utils import OperationalError

from emoflix_site import health
from emotions.senses import at_hand


def parts(client) -> dict[str, str]:
    return {name: part["state"] for name, part in client.get("/readyz").json()["parts"].items()}


def test_a_process_that_lives_says_so_without_asking_anything(client):
    """No database mark on this test: a query would fail it."""
    assert client.get("/healthz").content == b"ok\n"


def test_probes_need_no_host_name_and_no_https(client, settings):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["emoflix.example"], True
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200
    assert client.get("/", headers={"host": "10.0.0.7"}).status_code == 400


def test_an_empty_catalogue_is_told_but_does_not_stop_anything(client, db):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["degraded"] == ["catalogue"]


def test_a_database_that_is_away_means_not_ready(client, db, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused: password=hunter2")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["database"]["state"] == "failed"
    assert "hunter2" not in answer.content.decode()


def test_tables_of_an_earlier_version_mean_not_ready(client, db, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    assert client.get("/readyz").status_code == 503
    assert parts(client)["tables"] == "failed"


def test_a_missing_model_is_told_by_name_and_the_site_stays_ready(client, db, monkeypatch):
    monkeypatch.setattr(at_hand, "_missing", {"face": "The model file ml/artifacts/face is missing."})
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "face" in answer.json()["degraded"]
    assert answer.json()["parts"]["face"]["says"].endswith("is missing.")


def test_a_lost_redis_and_a_lost_broker_are_told_and_the_site_stays_ready(client, db, settings, monkeypatch):
    settings.REDIS_URL, settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0", "redis://127.0.0.1:1/1"
    monkeypatch.setattr(health.outage, "until", time.monotonic() + 60)
    monkeypatch.setattr(health.queue, "broker_answers", lambda: False)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert {"cache", "broker"} <= set(answer.json()["degraded"])


@pytest.mark.parametrize(
    ("token", "headers", "address", "status"),
    [
        ("", {}, "127.0.0.1", 200),
        ("", {"x-forwarded-for": "203.0.113.9"}, "127.0.0.1", 404),
        ("", {}, "10.0.0.9", 404),
        ("a long one", {}, "127.0.0.1", 404),
        ("a long one", {"authorization": "Bearer a long one"}, "10.0.0.9", 200),
        ("a long one", {"authorization": "Bearer ä"}, "10.0.0.9", 404),
    ],
)
def test_figures_are_for_this_machine_or_whoever_has_the_token(
    client, db, settings, token, headers, address, status
):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status
