"""Log lines: one JSON object each, numbered by request, about nobody."""

from __future__ import annotations

import json
import logging
import re

import pytest

from emoflix_site.logs import DropAddresses, Lines, NameRequest

LOW = "my cat Balthasar died and I am so sad"


@pytest.fixture
def lines():
    """What the site writes during a test, as its JSON handler would write it."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Keep()
    handler.setFormatter(Lines())
    for each in (NameRequest(), DropAddresses()):
        handler.addFilter(each)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def test_every_request_gets_one_line_with_its_route_and_number(client, db, lines):
    answer = client.get("/films/?q=Balthasar")
    (line,) = [told for told in map(json.loads, lines) if told["logger"] == "emoflix.requests"]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["route"], line["method"], line["status"]) == ("movies:search", "GET", 200)
    assert line["ms"] > 0
    assert {"time", "level", "message"} <= set(line)


def test_a_number_from_the_proxy_is_kept(client, db):
    assert client.get("/", headers={"x-request-id": "abc-DEF_123"}).headers["X-Request-ID"] == "abc-DEF_123"


@pytest.mark.parametrize("odd", ["short", "a" * 65, 'x"y<script>z', "line\\nbreak here", "ünïcode-id"])
def test_an_odd_number_is_replaced(client, db, odd):
    given = client.get("/", headers={"x-request-id": odd}).headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", given)


def test_nothing_that_people_send_is_written(films, alices, lines):
    alices.post("/check-in/", {"text": LOW})
    alices.get("/films/?q=Balthasar")
    alices.get("/nowhere/Balthasar/")
    alices.post("/check-in/", {"text": LOW, "language": "Balthasar"})
    written = "\n".join(lines)
    assert len(lines) >= 4
    assert not re.search("Balthasar|cat |alice|nowhere", written)


def test_of_an_exception_the_place_is_written_and_not_the_values(lines):
    told_by_the_database = "Key (email)=(alice@example.com) already exists"
    try:
        raise ValueError(told_by_the_database)
    except ValueError:
        logging.getLogger("somewhere").exception("It went wrong.")
    told = json.loads(lines[-1])
    assert "test_logs.py" in told["exc_info"]
    assert "ValueError" in told["exc_info"]
    assert "alice@example.com" not in lines[-1]
