"""The pages of an account: log-in, password, e-mail addresses, second factor."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as django_settings
from django.core import mail
from django.urls import get_resolver

OURS = Path(django_settings.BASE_DIR) / "templates"
PASSWORD = "a film a day"
FORMAL = re.compile(r"\bIhre?[mnr]?\b|\bIhnen\b|\bSie\b(?! ist)")
"""German that says Sie where every other page says du."""
ALONE = ("inactive/", "password/reset/done/", "password/reset/key/done/", "confirm-email/")
"""Pages that somebody reaches without an account at hand."""


def account_addresses() -> list[str]:
    """Every address below /accounts/ that takes no words, from the routes that are there."""
    found, below = (
        [],
        [("", next(one for one in get_resolver().url_patterns if str(one.pattern) == "accounts/"))],
    )
    while below:
        before, one = below.pop()
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            below += [(route, inner) for inner in one.url_patterns]
        elif "<" not in route:
            found.append(f"/{route}")
    return [*sorted(found), "/accounts/confirm-email/unknown/", "/accounts/password/reset/key/1-unknown/"]


def stock(response) -> list[str]:
    """Templates of an answer that are not the site's own: pages, not the widgets of a field."""
    origins = [
        Path(str(one.origin.name)) for one in response.templates if one.name and one.name.endswith(".html")
    ]
    return [str(path) for path in origins if "django/forms" not in str(path) and OURS not in path.parents]


def sure(client):
    """The same browser, whose owner has just given the password once more."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def with_app(alice):
    """Alice with an authenticator app and recovery codes."""
    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    return alice


def pages_of(client) -> dict[str, object]:
    answers = {address: client.get(address) for address in account_addresses()}
    return {
        address: answer
        for address, answer in answers.items()
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    }


def test_every_page_of_an_account_is_drawn_by_the_site_itself(client, alices, db):
    seen = {**pages_of(client), **pages_of(sure(alices))}
    assert {"/accounts/email/", "/accounts/password/change/", "/accounts/2fa/totp/activate/"} <= set(seen)
    assert {f"/accounts/{alone}" for alone in ALONE} <= set(seen)
    assert {address: stock(answer) for address, answer in seen.items() if stock(answer)} == {}


def test_every_page_of_a_second_factor_is_drawn_by_the_site_itself(alices, with_app):
    seen = pages_of(sure(alices))
    assert {"/accounts/2fa/totp/deactivate/", "/accounts/2fa/reauthenticate/"} <= set(seen)
    assert {address: stock(answer) for address, answer in seen.items() if stock(answer)} == {}


def test_the_pages_of_an_account_say_du_in_german(client, alices, with_app, db):
    for browser in (client, alices):
        browser.post("/language/", {"language": "de"})
    said = {
        address: FORMAL.findall(re.sub(r"<[^>]+>", " ", answer.content.decode()))
        for address, answer in {**pages_of(client), **pages_of(sure(alices))}.items()
    }
    assert len(said) > 10
    assert {address: words for address, words in said.items() if words} == {}


def test_the_log_in_leads_to_a_new_password(client, db):
    assert 'href="/accounts/password/reset/"' in client.get("/accounts/login/").content.decode()


def test_a_forgotten_password_is_set_anew_through_an_e_mail(client, alice):
    EmailAddress.objects.create(user=alice, email="alice@example.org", primary=True, verified=True)
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    (link,) = re.findall(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)
    page = client.get(link, follow=True)
    assert "Choose a new password" in page.content.decode()
    words = {"password1": "another film a day", "password2": "another film a day"}
    done = client.post(page.request["PATH_INFO"], words, follow=True)
    assert "Your new password is set" in done.content.decode()
    alice.refresh_from_db()
    assert alice.check_password("another film a day")


def test_a_link_that_was_used_says_so_and_offers_another(client, db):
    page = client.get("/accounts/password/reset/key/1-unknown/").content.decode()
    assert "This link no longer works" in page
    assert 'href="/accounts/password/reset/"' in page


def test_an_address_has_its_own_buttons(alices, alice):
    for email, primary in (("one@example.org", True), ("two@example.org", False)):
        EmailAddress.objects.create(user=alice, email=email, primary=primary, verified=True)
    page = sure(alices).get("/accounts/email/").content.decode()
    two = next(
        form for form in re.findall(r"<form.*?</form>", page, re.S) if 'value="two@example.org"' in form
    )
    assert 'name="action_primary"' in two
    alices.post("/accounts/email/", {"email": "two@example.org", "action_primary": ""})
    alices.post("/accounts/email/", {"email": "one@example.org", "action_remove": ""})
    assert [one.email for one in EmailAddress.objects.filter(user=alice)] == ["two@example.org"]


def test_somebody_without_an_address_is_told_what_it_is_for(alices):
    assert "You have given none" in alices.get("/accounts/email/").content.decode()


def test_recovery_codes_are_read_on_the_page_without_a_script(alices, with_app):
    codes = RecoveryCodes(with_app.authenticator_set.get(type="recovery_codes")).get_unused_codes()
    page = sure(alices).get("/accounts/2fa/recovery-codes/").content.decode()
    assert all(f"<li>{code}</li>" in page for code in codes)


def test_a_page_of_the_account_leads_back_to_the_settings(alices):
    page = alices.get("/accounts/password/change/").content.decode()
    assert re.search(r'<p class="back"><a href="/settings/#account">', page)
