"""The description of the API says what it does: a machine calls every route with what the description allows.

Few examples a route run with the suite; `EMOFLIX_SCHEMATHESIS=200` takes as many of each.
"""

from __future__ import annotations

import os

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.internal.conjecture import providers
from schemathesis.specs.openapi.checks import positive_data_acceptance

from emoflix_site.models import ApiToken, Scope
from movies.models import Movie

EXAMPLES = int(os.environ.get("EMOFLIX_SCHEMATHESIS", "5"))
SCHEMA = "/api/schema/?format=json"


@pytest.fixture
def token(alice) -> str:
    return ApiToken.objects.issue(alice, "a machine", Scope.values)[1]


@pytest.fixture
def a_few_films(db):
    return [
        Movie.objects.create(title=f"Film {number}", year=1990 + number, weighted_rating=number / 10)
        for number in range(30)
    ]


# --- what schemathesis finds


@pytest.fixture
def _the_tests_own_connection():
    """A request from outside Django's test client would close the connection that this test's transaction is on."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def _the_same_examples(monkeypatch):
    """Hypothesis also draws numbers and words that stand in the modules loaded so far: others in every run."""
    monkeypatch.setattr(providers, "_get_local_constants", providers.Constants)
    providers.CONSTANTS_CACHE.cache.clear()


@pytest.fixture
def described(a_few_films, settings, _the_tests_own_connection, _the_same_examples):
    settings.API_RATE = settings.API_ADDRESS_RATE = settings.WRITING_ADDRESS_RATE = "1000000/min"
    return schemathesis.openapi.from_wsgi(SCHEMA, get_wsgi_application())


def test_every_route_does_what_its_description_says(described, token):
    found = []
    for operation in described.get_all_operations():
        try:
            examine(operation.ok(), {"Authorization": f"Bearer {token}"})
        except (Exception, BaseExceptionGroup) as finding:
            found.append(f"{operation.ok().label}: {told(finding)}\n")
    assert not found, "\n".join(found)


def examine(operation, headers: dict[str, str]) -> None:
    """Requests the description allows, and some it does not.

    Any words are allowed, but not all of them tell a mood: that such a request must succeed is not asked.
    """

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    def send(case):
        cache.clear()
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    send()


def told(finding: BaseException) -> str:
    inner = getattr(finding, "exceptions", ())
    return " | ".join(map(told, inner)) if inner else f"{type(finding).__name__} {finding}"[:1500]
