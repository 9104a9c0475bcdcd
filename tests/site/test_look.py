"""Light and dark, and the site as an app."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.views.defaults import bad_request, server_error

from emoflix_site.app_files import KEPT

STATIC = Path(__file__).resolve().parents[2] / "static"


def test_a_theme_is_chosen_without_an_account_and_kept(client, db):
    answer = client.post("/look/", {"theme": "dark", "next": "/films/"})
    assert answer.url == "/films/"
    assert 'data-theme="dark"' in client.get("/films/").content.decode()


@pytest.mark.parametrize("theme", ["neon", "", '"><script>'])
def test_a_theme_that_does_not_exist_changes_nothing(client, db, theme):
    client.post("/look/", {"theme": theme})
    client.cookies["theme"] = theme
    assert 'data-theme="auto"' in client.get("/").content.decode()


def test_choosing_a_theme_leads_to_no_other_site(client, db):
    assert client.post("/look/", {"theme": "dark", "next": "https://elsewhere.example/"}).url == "/"


def test_the_manifest_names_icons_that_are_there(client, db):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon
    assert client.get(manifest["start_url"]).status_code in (200, 302)


def test_the_worker_keeps_static_files_and_one_page_and_nothing_of_a_person(alices):
    worker = alices.get("/service-worker.js")
    assert worker["Content-Type"] == "text/javascript"
    addresses = re.findall(r'"(/[^"]*)"', re.search(r"ADDRESSES = \[(.*)\]", worker.content.decode())[1])
    assert [address for address in addresses if not address.startswith("/static/")] == ["/offline/"]
    assert all(finders.find(path) for path in KEPT)


def test_the_page_without_a_connection_is_the_same_for_everybody(alices, client):
    mine, anyones = alices.get("/offline/"), client.get("/offline/")
    assert mine.content == anyones.content
    assert "alice" not in mine.content.decode()
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', mine.content.decode()):
        assert address.removeprefix("/static/") in KEPT


def test_every_error_has_a_page_with_a_way_back():
    request = RequestFactory().get("/")
    for answer in (server_error(request), bad_request(request, ValueError())):
        page = answer.content.decode()
        assert 'href="/"' in page
        assert "<h1>" in page
        assert "unsafe" not in page


def test_the_plain_addresses_of_the_error_page_exist():
    page = server_error(RequestFactory().get("/")).content.decode()
    for address in re.findall(r'href="/static/([^"]+)"', page):
        assert finders.find(address), address


@pytest.mark.parametrize("path", sorted((STATIC / "site").glob("*.css")), ids=lambda path: path.name)
def test_style_uses_only_what_is_named_and_asks_no_third_party(path):
    named = set(re.findall(r"(--[\w-]+):", "".join(p.read_text() for p in (STATIC / "site").glob("*.css"))))
    if path.name in ("admin.css", "api.css"):
        return
    text = path.read_text()
    assert not set(re.findall(r"var\((--[\w-]+)\)", text)) - named
    assert "//" not in re.sub(r"/\*.*?\*/", "", text, flags=re.S)
