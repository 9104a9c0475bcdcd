"""Pages that everybody meets."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize("address", ["/", "/films/", "/accounts/login/", "/accounts/signup/", "/api/docs/"])
def test_open_pages_answer_on_an_empty_catalogue(client, db, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/films/"])
def test_no_page_has_inline_script_or_style_and_the_policy_forbids_them(client, db, address):
    response = client.get(address)
    page = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page)
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_camera_and_microphone_are_for_this_site_alone(client, db):
    policy = client.get("/").headers["Permissions-Policy"]
    assert "camera=(self)" in policy
    assert "microphone=(self)" in policy


def test_no_page_asks_a_third_party(client, db):
    page = client.get("/").content.decode()
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_a_missing_page_says_so(client, db, settings):
    settings.DEBUG = False
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "This reel is missing" in response.content.decode()


def test_signing_up_leads_to_the_check_in(client, db):
    words = {"username": "newcomer", "password1": "a film a day 9", "password2": "a film a day 9"}
    assert client.post("/accounts/signup/", words).url == "/taste/posters/"


def test_a_weak_password_is_explained(client, db):
    response = client.post(
        "/accounts/signup/", {"username": "newcomer", "password1": "123", "password2": "123"}
    )
    assert response.status_code == 200
    assert "too short" in response.content.decode()


def test_a_log_in_does_not_lead_to_another_site(client, alice):
    words = {"login": "alice", "password": "a film a day", "next": "https://elsewhere.example/"}
    assert client.post("/accounts/login/", words).url == "/check-in/"


def test_a_face_tapped_on_the_first_page_is_chosen_in_the_check_in(alices):
    assert 'href="/check-in/?emotion=sad"' in alices.get("/").content.decode()
    assert 'value="sad" checked' in alices.get("/check-in/?emotion=sad").content.decode()
    assert '<script>"' not in alices.get('/check-in/?emotion=<script>"').content.decode()


def test_a_face_tapped_by_a_stranger_is_still_chosen_after_the_log_in(client, alice):
    log_in = client.get("/check-in/?emotion=sad").url
    answer = client.post(
        log_in, {"login": "alice", "password": "a film a day", "next": "/check-in/?emotion=sad"}
    )
    assert answer.url == "/check-in/?emotion=sad"


def test_the_account_menu_leads_to_an_evening_with_others(alices):
    page = alices.get("/check-in/").content.decode()
    assert '<a href="/together/">Watch together</a>' in page
    assert alices.get("/together/").status_code == 200


@pytest.mark.parametrize(
    ("address", "tab", "kind"),
    [
        ("/moods/", "/moods/", "page"),
        ("/moods/week/", "/moods/", "true"),
        ("/accounts/password/change/", "/settings/", "true"),
        ("/films/", "/films/", "page"),
    ],
)
def test_the_place_somebody_is_in_is_marked_also_on_its_inner_pages(alices, address, tab, kind):
    marked = re.findall(r'<a href="([^"]+)" aria-current="(\w+)"><svg', alices.get(address).content.decode())
    assert marked == [(tab, kind)]


def test_a_page_outside_the_places_marks_none(alices):
    assert not re.search(r'aria-current="\w+"><svg', alices.get("/together/").content.decode())


def test_a_journal_without_moods_begins_with_what_to_do_not_with_an_empty_month(alices):
    page = alices.get("/moods/").content.decode()
    assert "No moods yet" in page
    assert "<table" not in page
