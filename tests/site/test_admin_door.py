"""Two locks before the admin, and a book of what was done inside."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client

from emoflix_site.models import AuditEntry
from emoflix_site.models.audit import AppendOnly
from emotions.models import MoodCheck

ADMIN = "/admin/"
PASSWORD = "a film a day 9"


@pytest.fixture(autouse=True)
def _fresh_counters():
    """Used codes and failed attempts are remembered in the cache, which tests share."""
    cache.clear()


@pytest.fixture
def olga(db) -> User:
    """Olga runs the site."""
    return User.objects.create_superuser("olga", password=PASSWORD)


@pytest.fixture
def olgas(olga) -> Client:
    client = Client()
    client.force_login(olga)
    return client


@pytest.fixture
def strict(settings):
    settings.STAFF_NEEDS_SECOND_FACTOR = True


@pytest.fixture
def secret(olga) -> str:
    """Olga's authenticator app."""
    secret = generate_totp_secret()
    TOTP.activate(olga, secret)
    return secret


def code_of(secret: str) -> str:
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


def logged_in(secret_code: str | None = None) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": "olga", "password": PASSWORD, "next": ADMIN})
    if secret_code is not None:
        assert answer.url.startswith("/accounts/2fa/authenticate/")
        client.post(answer.url, {"code": secret_code})
    return client


def test_a_stranger_is_sent_to_the_one_log_in_and_back(client, db):
    answer = client.get("/admin/movies/movie/", follow=True)
    where, _ = answer.redirect_chain[-1]
    assert where == "/accounts/login/?next=%2Fadmin%2Fmovies%2Fmovie%2F"


def test_the_door_leads_to_no_other_site(client, olga):
    door = client.get("/admin/login/", {"next": "https://elsewhere.example/"}).url
    words = {"login": "olga", "password": PASSWORD, "next": parse_qs(urlsplit(door).query)["next"][0]}
    answer = client.post("/accounts/login/", words, follow=True)
    assert answer.request["PATH_INFO"] == ADMIN


def test_somebody_who_is_no_staff_is_refused(alices):
    assert alices.get("/admin/login/").status_code == 403


def test_without_a_second_factor_the_admin_stays_shut_and_helps_to_set_one_up(olgas, strict):
    assert olgas.get(ADMIN).url == "/accounts/2fa/totp/activate/"
    assert olgas.post("/admin/auth/user/add/", {}).status_code == 302
    assert not AuditEntry.objects.exists()


def test_a_session_without_the_second_factor_is_asked_for_it(olgas, strict, secret):
    assert olgas.get(ADMIN).url == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"


def test_with_the_second_factor_the_admin_opens(strict, secret):
    assert logged_in(code_of(secret)).get(ADMIN).status_code == 200


def test_the_code_of_the_half_minute_before_still_opens_it_and_an_older_one_does_not(
    strict, secret, standing_clock
):
    before, *_ = yield_hotp_counters_from_time()
    older, late = (format_hotp_value(hotp_value(secret, before - back)) for back in (2, 0))
    assert logged_in(older).get(ADMIN).status_code == 302
    assert logged_in(late).get(ADMIN).status_code == 200


def test_a_wrong_code_opens_nothing(strict, secret):
    assert logged_in("000000").get(ADMIN).status_code == 302


def test_a_recovery_code_opens_it_once(strict, secret, olga):
    codes = RecoveryCodes.activate(olga).get_unused_codes()
    assert logged_in(codes[0]).get(ADMIN).status_code == 200
    assert logged_in(codes[0]).get(ADMIN).status_code == 302


def test_recovery_codes_alone_are_no_second_factor(strict, olga, olgas):
    RecoveryCodes.activate(olga)
    assert olgas.get(ADMIN).url == "/accounts/2fa/totp/activate/"


def test_second_factors_are_unreadable_in_the_database(secret, olga):
    (row,) = Authenticator.objects.filter(user=olga)
    assert secret not in str(row.data)


def test_an_earlier_secret_of_the_site_still_opens_second_factors(secret, settings, strict):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of the same site, long enough for anybody 1234"
    assert logged_in(code_of(secret)).get(ADMIN).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_opens_the_admin_in_the_same_session_and_hands_out_recovery_codes(strict, olga):
    client = logged_in()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    address = client.get(ADMIN).url
    client.get(address)
    client.post(address, {"code": code_of(client.session["mfa.totp.secret"])})
    assert client.get(ADMIN).status_code == 200
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()


@pytest.mark.parametrize("address", ["/accounts/2fa/", "/accounts/2fa/totp/activate/"])
def test_the_pages_of_second_factors_open(olga, address):
    client = logged_in()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get(address).status_code == 200


# --- too many attempts


def tries(client: Client, times: int, name: str = "olga") -> int:
    for _ in range(times):
        answer = client.post("/accounts/login/", {"login": name, "password": "wrong"})
    return answer.status_code


@pytest.fixture
def only_axes(settings):
    """allauth's own limits count in the cache, which a test shares with every other."""
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def cleared():
    cache.clear()
    yield
    cache.clear()


def test_guessing_is_stopped_and_the_right_password_no_longer_helps(client, olga, only_axes, settings):
    assert tries(client, settings.AXES_FAILURE_LIMIT) == 429
    answer = client.post("/accounts/login/", {"login": "OLGA", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == settings.AXES_COOLOFF_TIME.total_seconds()
    assert "15 minutes" in answer.content.decode()


def test_nobody_locks_somebody_else_out_from_elsewhere(client, olga, only_axes, settings):
    tries(client, settings.AXES_FAILURE_LIMIT)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post("/accounts/login/", {"login": "olga", "password": PASSWORD}).status_code == 302


def test_not_even_with_the_limits_of_the_log_in_itself(client, olga, cleared, settings):
    tries(client, 3 * settings.AXES_FAILURE_LIMIT)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post("/accounts/login/", {"login": "olga", "password": PASSWORD}).status_code == 302


def test_an_address_that_a_client_claims_is_not_believed(olga, only_axes, settings):
    for number in range(settings.AXES_FAILURE_LIMIT):
        client = Client(headers={"x-forwarded-for": f"203.0.113.{number}"})
        answer = client.post("/accounts/login/", {"login": "olga", "password": "wrong"})
    assert answer.status_code == 429


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(rf, settings):
    from emoflix_site.log_in import client_address

    settings.TRUSTED_PROXIES = 1
    asked = rf.get("/", headers={"x-forwarded-for": "1.1.1.1, 203.0.113.9"}, REMOTE_ADDR="10.0.0.2")
    assert client_address(asked) == "203.0.113.9"
    assert client_address(rf.get("/", REMOTE_ADDR="10.0.0.2")) == "10.0.0.2"
    with_port = rf.get("/", headers={"x-forwarded-for": "203.0.113.9:4711"}, REMOTE_ADDR="10.0.0.2")
    assert client_address(with_port) == "203.0.113.9"
    nonsense = rf.get("/", headers={"x-forwarded-for": "<script>"}, REMOTE_ADDR="10.0.0.2")
    assert client_address(nonsense) == "10.0.0.2"


def test_whoever_has_a_network_of_addresses_counts_as_one(rf):
    from emoflix_site.log_in import client_address

    ours = {
        client_address(rf.get("/", REMOTE_ADDR=f"2a00:1450:4001:81b::{end}")) for end in ("1", "2", "ff:1")
    }
    assert len(ours) == 1
    assert client_address(rf.get("/", REMOTE_ADDR="2a00:1450:4001:81c::1")) not in ours
    assert client_address(rf.get("/", REMOTE_ADDR="::ffff:93.184.215.14")) == "93.184.215.14"


def test_a_good_log_in_forgets_the_bad_ones(client, olga, only_axes, settings):
    for _ in range(3):
        tries(client, settings.AXES_FAILURE_LIMIT - 1)
        assert Client().post("/accounts/login/", {"login": "olga", "password": PASSWORD}).status_code == 302


def test_an_open_browser_is_not_enough_to_have_letters_sent_elsewhere(olga, olgas, cleared):
    other = {"action_add": "", "email": "thief@elsewhere.example"}
    answer = olgas.post("/accounts/email/", other)
    assert urlsplit(answer.url).path == "/accounts/reauthenticate/"
    assert not EmailAddress.objects.filter(email=other["email"]).exists()
    assert olgas.get(answer.url).status_code == 200
    olgas.post(answer.url, {"password": PASSWORD})
    olgas.post("/accounts/email/", other)
    assert EmailAddress.objects.filter(user=olga, email=other["email"]).exists()


# --- the audit log


def test_what_is_done_in_the_admin_is_written_down_without_names(olgas, olga, alice):
    check = MoodCheck.objects.create(user=alice, top="sad", confidence=0.9, scores={}, mode="lift")
    olgas.post(f"/admin/emotions/moodcheck/{check.pk}/delete/", {"post": "yes"})
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.what, entry.status) == (olga.pk, "emotions_moodcheck_delete", 302)
    assert entry.objects_named == [str(check.pk)]
    assert not MoodCheck.objects.exists()
    written = " ".join(str(value) for value in vars(entry).values())
    assert "alice" not in written
    assert "sad" not in written


def test_looking_is_not_written_down(olgas):
    olgas.get(ADMIN)
    assert not AuditEntry.objects.exists()


def test_a_refused_attempt_is_written_down_too(db):
    staff = User.objects.create_user("carl", password=PASSWORD, is_staff=True)
    client = Client()
    client.force_login(staff)
    assert client.post("/admin/auth/user/add/", {"username": "mallory"}).status_code == 403
    assert AuditEntry.objects.get().status == 403


def test_an_action_on_many_names_them_and_says_how_many(olgas, alice, bob):
    ticked = [str(alice.pk), str(bob.pk)]
    olgas.post("/admin/auth/user/", {"action": "delete_selected", "_selected_action": ticked, "post": "yes"})
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.count, entry.objects_named) == ("delete_selected", 2, ticked)


def test_the_log_is_only_ever_written_on(olgas, olga):
    olgas.post("/admin/auth/user/add/", {})
    entry = AuditEntry.objects.get()
    for change in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(AppendOnly):
            change()
    with pytest.raises(AppendOnly):
        AuditEntry.objects.update(actor=None)
    address = f"/admin/emoflix_site/auditentry/{entry.pk}/"
    assert olgas.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert olgas.post(f"{address}change/", {"what": "nothing"}).status_code == 403
    assert AuditEntry.objects.filter(pk=entry.pk, what="auth_user_add").exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL guards the table itself")
@pytest.mark.parametrize("statement", ["UPDATE {} SET actor = 0", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_the_log(olgas, statement):
    from django.db import DatabaseError, transaction

    olgas.post("/admin/auth/user/add/", {})
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(AuditEntry._meta.db_table))


def test_the_log_is_a_page_that_names_accounts_while_they_exist(olgas, olga):
    olgas.post("/admin/auth/user/add/", {})
    assert "olga" in olgas.get("/admin/emoflix_site/auditentry/").content.decode()
    entry = AuditEntry.objects.get()
    number = olga.pk
    olga.delete()
    assert entry.who == f"#{number}"


def test_nobody_but_staff_with_the_right_sees_it(alices):
    assert alices.get("/admin/emoflix_site/auditentry/").status_code == 302
