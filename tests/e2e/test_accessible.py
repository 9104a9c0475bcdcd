"""Every page of the site under axe, in both themes, wide and on a phone; and none is cut off at 320 pixels."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from emotions.checkin import Media, Signals, check_in
from emotions.models import Share, SurveyAnswer
from movies.models import Feedback, Movie
from movies.wishes.wish import Wish

pytestmark = pytest.mark.e2e

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOT_OURS = ("admin/", "api/", "accounts/google", "__")
"""Django's own admin and the API's own viewer have their own makers."""
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
LEAST_PAGES = 15
RUN = """async (rules) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: rules } });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`));
}"""


@pytest.fixture
def alice_with_a_past(films, alice, portrait, spoken) -> User:
    """Somebody for whom every page has something to show."""
    said = "I had a rotten day and feel low, something in English"
    check = check_in(alice, Signals(text=said, face=Media(portrait), voice=Media(spoken)), Wish())
    Share.objects.create(check_in=check)
    SurveyAnswer.objects.create(user=alice, emotion="sad", would_watch="Paddington 2", wording=1)
    for impression, verdict in zip(check.impressions.all(), ("seen", "watchlist", "liked"), strict=False):
        Feedback.objects.create(user=alice, movie=impression.movie, verdict=verdict)
    return alice


def addresses(user: User) -> list[str]:
    """Every address of the site that takes no words and answers a GET, from the list of routes itself."""
    check = user.mood_checks.get()
    known = {"token": check.share.token, "key": "x", "place": 0}
    found = []
    for route, names in _routes(get_resolver()):
        values = known | {"pk": check.pk if "moods/" in route else Movie.objects.first().pk}
        if not route.startswith(NOT_OURS) and set(names) <= set(values):
            found.append("/" + _filled(route, values))
    return found


def _routes(resolver: URLResolver, before: str = "") -> list[tuple[str, tuple[str, ...]]]:
    routes = []
    for one in resolver.url_patterns:
        route = before + str(getattr(one.pattern, "_route", ""))
        if isinstance(one, URLPattern):
            routes.append((route, tuple(one.pattern.converters)))
        else:
            routes += _routes(one, route)
    return routes


def _filled(route: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        for kind in ("uuid", "int", "slug", "str"):
            route = route.replace(f"<{kind}:{name}>", str(value))
    return route


def pages(user: User | None, among: list[str]) -> list[str]:
    """Those of the addresses that lead this person to a page, not elsewhere."""
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answers = {address: client.get(address) for address in among}
    return [
        address
        for address, answer in answers.items()
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")
    ]


def judged(page, server: str, addresses_to_walk: list[str]) -> list[str]:
    """What axe says of each page, wide and light, narrow and dark; and whether the narrow one is cut off."""
    wrong: list[str] = []
    for address in addresses_to_walk:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size(WIDE)
        page.goto(server + address)
        page.evaluate(AXE)
        said = page.evaluate(RUN, RULES)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.set_viewport_size(PHONE)
        said += [f"dark, {one}" for one in page.evaluate(RUN, RULES)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            said.append(f"{width} pixels wide on a phone")
        wrong += [f"{address} {one}" for one in said]
    return wrong


def log_in(page, server: str, user: User, password: str = "") -> None:
    """Where a password is given, it was typed just now, as pages ask for that lock an account."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    if password:
        client.post("/accounts/reauthenticate/", {"password": password})
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}]
    )


def test_axe_finds_nothing_on_any_page_of_somebody_who_is_logged_in(page, live_server, alice_with_a_past):
    log_in(page, live_server.url, alice_with_a_past)
    walk = pages(alice_with_a_past, addresses(alice_with_a_past))
    assert len(walk) >= LEAST_PAGES
    assert judged(page, live_server.url, walk) == []


def test_axe_finds_nothing_on_any_page_of_a_stranger(page, live_server, alice_with_a_past):
    walk = [*pages(None, addresses(alice_with_a_past)), "/offline/", f"/moods/{uuid.uuid4()}/"]
    assert judged(page, live_server.url, walk) == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_axe_finds_nothing_on_the_pages_of_an_account(page, live_server, films, alice, language):
    factor = "/accounts/2fa/"
    for email, primary in (("alice@example.org", True), (f"{'alice' * 9}@a-long-name.example.org", False)):
        EmailAddress.objects.create(user=alice, email=email, primary=primary, verified=True)
    log_in(page, live_server.url, alice, "a film a day")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    walk = [factor, "/accounts/email/", "/accounts/password/change/", "/accounts/reauthenticate/"]
    walk += ["/accounts/logout/", f"{factor}totp/activate/"]
    assert judged(page, live_server.url, walk) == []
    assert page.url == live_server.url + walk[-1]

    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    codes = f"{factor}recovery-codes/"
    walk = [factor, f"{factor}totp/deactivate/", f"{factor}reauthenticate/", codes, f"{codes}generate/"]
    assert judged(page, live_server.url, walk) == []
    assert page.url == live_server.url + walk[-1]


def test_the_longer_words_of_german_fit_a_phone_too(page, live_server, alice_with_a_past):
    log_in(page, live_server.url, alice_with_a_past)
    page.context.add_cookies([{"name": "django_language", "value": "de", "url": live_server.url}])
    page.set_viewport_size(PHONE)
    wide = {}
    for address in pages(alice_with_a_past, addresses(alice_with_a_past)):
        page.goto(live_server.url + address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide[address] = width
    assert wide == {}
