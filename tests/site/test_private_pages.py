"""What a browser may keep of somebody's pages: nothing that another could see who uses it after the log-out."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "address",
    ["/", "/moods/", "/moods/week/", "/check-in/", "/together/", "/settings/", "/taste/", "/watchlist/"],
)
def test_a_page_of_somebody_is_kept_by_nobody(alices, address):
    kept = alices.get(address).headers["Cache-Control"]
    assert "no-store" in kept
    assert "private" in kept


def test_what_an_api_says_in_a_session_is_kept_by_nobody(alices):
    answer = alices.post("/api/v1/moods/", {"emotion": "happy"}, content_type="application/json")
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_the_same_for_everybody_may_be_kept(alices, client, db):
    assert "public" in alices.get("/offline/").headers["Cache-Control"]
    assert "Cache-Control" not in client.get("/").headers
