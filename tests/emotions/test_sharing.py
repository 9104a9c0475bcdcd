"""A link to an evening: no personal data, cannot be guessed, can be taken back."""

from __future__ import annotations

import re

import pytest

from emotions.models import MoodCheck, MoodNote, Share

LOW = "I had a rotten day and feel low, something with Amy Adams"


@pytest.fixture
def check(films, alices) -> MoodCheck:
    alices.post("/check-in/", {"text": LOW})
    check = MoodCheck.objects.get()
    MoodNote.objects.write(check, "only for me")
    alices.post(f"/moods/{check.pk}/share/")
    return check


def test_a_stranger_sees_the_mood_the_evening_and_the_films_and_nothing_of_the_person(check, client):
    answer = client.get(check.share.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'Films for feeling <em class="mood-word">sad</em>' in page
    assert page.count('class="film"') == check.impressions.count() > 0
    for secret in ("alice", "rotten", "only for me", str(check.pk), "Amy Adams, as", 'class="reasons"', " %"):
        assert secret not in page, secret


def test_search_engines_and_caches_are_kept_away(check, client):
    answer = client.get(check.share.get_absolute_url())
    assert "noindex" in answer["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_the_link_is_on_the_result_and_cannot_be_guessed(check, alices):
    page = alices.get(check.get_absolute_url()).content.decode()
    token = re.search(r'value="http://testserver/evening/([\w-]+)/"', page)[1]
    assert len(token) >= 24
    assert str(check.pk) not in token


def test_a_link_taken_back_leads_nowhere_and_a_new_one_is_another(check, alices, client):
    old = check.share.get_absolute_url()
    alices.post(f"/moods/{check.pk}/unshare/")
    assert client.get(old).status_code == 404
    alices.post(f"/moods/{check.pk}/share/")
    assert Share.objects.get().get_absolute_url() != old
    assert client.get(old).status_code == 404


def test_sharing_twice_keeps_the_link(check, alices):
    alices.post(f"/moods/{check.pk}/share/")
    assert Share.objects.get().token == check.share.token


def test_a_deleted_mood_takes_its_link_with_it(check, alices, client):
    address = check.share.get_absolute_url()
    alices.post(f"/moods/{check.pk}/delete/")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 24, "a" * 500])
def test_a_made_up_link_leads_nowhere(check, client, token):
    assert client.get(f"/evening/{token}/").status_code == 404
