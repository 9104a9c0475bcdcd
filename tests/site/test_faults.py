"""A database that is away for a moment is told as such, on pages and in the API."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError
from django.urls import resolve

from emoflix_site.faults import broken as handler
from movies.models import Movie


@pytest.fixture
def broken(client, db, monkeypatch):
    """The site while looking at its films goes wrong."""
    client.raise_request_exception = False
    resolve("/")  # the addresses are read, and with them the API's catalogue

    def make(error: Exception):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr(type(Movie.objects.all()), "shown", fail)
        return client

    return make


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_page_says_that_the_site_is_back_in_a_moment(broken, kind):
    answer = broken(kind("server closed the connection to alice@db")).get("/")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "catching its breath" in answer.content.decode()
    assert "alice@db" not in answer.content.decode()


def test_another_fault_is_still_a_fault(broken):
    answer = broken(ZeroDivisionError("oops")).get("/")
    assert answer.status_code == 500
    assert "projector jammed" in answer.content.decode()


def test_a_program_gets_a_problem_as_json(rf):
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        answer = handler(rf.get("/api/v1/moods/"))
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
