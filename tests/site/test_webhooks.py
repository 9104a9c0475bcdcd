"""Telling other programs that an import has ended: signed, again until it arrives, and never into a private network."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import json
import re
import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import call_command
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from emoflix_site import delivering, outgoing, tasks, webhooks
from emoflix_site.models import Delivery, Webhook
from emoflix_site.models.webhooks import WAITS
from movies.models import ImportRun

LOCAL = "127.0.0.1"


class Listener(BaseHTTPRequestHandler):
    """Somebody who listens, and answers what the test says."""

    answers: list[int] = []
    heard: list[tuple[dict, bytes]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((dict(self.headers), body))
        self.send_response(self.answers.pop(0) if self.answers else 204)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def listener():
    Listener.answers, Listener.heard = [], []
    server = HTTPServer((LOCAL, 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(db, listener, settings) -> Webhook:
    settings.WEBHOOK_PRIVATE_HOSTS = [LOCAL]
    row = Webhook(name="a platform", url=f"http://{LOCAL}:{listener.server_port}/hear?it=1")
    row.seal()
    row.save()
    return row


@pytest.fixture(autouse=True)
def started(monkeypatch) -> list:
    """What would run beside the site."""
    begun: list = []
    monkeypatch.setattr(webhooks.own_process, "begin", begun.append)
    return begun


def ended(how: str = "finish") -> ImportRun:
    run = ImportRun.objects.create(kind="imdb", arguments={"folder": "/secret/place"})
    run.begin()
    run.note("A sentence of the log.")
    run.report()
    getattr(run, how)(*(("It broke.",) if how == "fail" else ()))
    return run


@pytest.mark.parametrize(("how", "state"), [("finish", "done"), ("fail", "failed"), ("stop", "cancelled")])
def test_whoever_wants_to_hear_is_owed_one_message_an_end(
    hook, how, state, started, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        run = ended(how)
    delivery = Delivery.objects.get()
    told = json.loads(delivery.body)
    assert (told["event"], told["import"]["id"], told["import"]["state"]) == (
        "import.finished",
        run.pk,
        state,
    )
    assert "secret" not in delivery.body
    assert "sentence" not in delivery.body
    assert started == ["deliver_webhooks"]


def test_nobody_is_owed_anything_where_nobody_wants_to_hear(hook):
    Webhook.objects.update(active=False)
    ended()
    assert not Delivery.objects.exists()


def test_it_arrives_signed(hook, listener):
    ended()
    call_command("deliver_webhooks", verbosity=0, stdout=io.StringIO())
    delivery = Delivery.objects.get()
    assert delivery.delivered
    ((headers, body),) = Listener.heard
    assert headers["Host"] == f"{LOCAL}:{listener.server_port}"
    assert headers["X-EmoFlix-Delivery"] == str(delivery.pk)
    moment, signed = re.fullmatch(r"t=(\d+),v1=(\w{64})", headers["X-EmoFlix-Signature"]).groups()
    expected = hmac.new(hook.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(signed, expected)


def test_what_does_not_arrive_is_tried_again_later_and_later_and_not_for_ever(hook):
    Listener.answers = [500, 302] + [503] * 20
    ended()
    waits = []
    for _ in range(len(WAITS) + 1):
        (delivery,) = Delivery.objects.due()
        delivering.send(delivery)
        if delivery.next_try:
            waits.append(delivery.next_try - timezone.now())
        Delivery.objects.update(next_try=timezone.now() if delivery.next_try else None)
    assert waits == sorted(waits)
    assert len(waits) == len(WAITS)
    assert not Delivery.objects.due().exists()
    delivery.refresh_from_db()
    assert (delivery.delivered, delivery.attempts) == (None, len(WAITS) + 1)
    assert len(Listener.heard) == len(WAITS) + 1, "a redirect was followed"


def test_the_queue_tries_again_by_itself(hook, monkeypatch):
    Listener.answers = [500]
    ended()
    later = []
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda args, countdown: later.append((args, countdown)))
    key = str(Delivery.objects.get().pk)
    tasks.deliver(key)
    ((args, countdown),) = later
    assert args == (key,)
    assert 5 < countdown < 15
    tasks.deliver(key)  # not due yet
    assert len(Listener.heard) == 1
    Delivery.objects.update(next_try=timezone.now() - timedelta(seconds=1))
    tasks.deliver(key)
    assert Delivery.objects.get().delivered


def test_an_import_ends_well_also_while_the_broker_is_away(
    hook, settings, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    settings.CELERY_TASK_ALWAYS_EAGER = False

    def gone(*args, **kwargs):
        raise BrokerError("Connection refused")

    monkeypatch.setattr(tasks.deliver, "apply_async", gone)
    with django_capture_on_commit_callbacks(execute=True):
        run = ended()
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE
    assert Delivery.objects.due().count() == 1
    assert "waits until a worker looks for it" in caplog.text


def test_a_message_that_the_broker_forgot_is_found_by_a_worker_and_one_that_is_under_way_is_left(
    hook, monkeypatch
):
    ended()
    asked = []
    monkeypatch.setattr(tasks.deliver, "delay", asked.append)
    tasks.deliver_lost()
    assert asked == []
    Delivery.objects.update(next_try=timezone.now() - tasks.LOST_AFTER - timedelta(seconds=1))
    tasks.deliver_lost()
    assert asked == [str(Delivery.objects.get().pk)]


def test_nobody_answering_is_a_sentence(hook, listener):
    listener.shutdown()
    listener.server_close()
    ended()
    delivery = Delivery.objects.get()
    delivering.send(delivery)
    assert delivery.said.startswith("Nobody answers there")


# --- where nothing is sent


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.1.2.3/",
        "https://192.168.0.1:8443/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://[fec0::1]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[::7f00:1]/",
        "https://0.0.0.0/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://224.0.0.1/",
        "https://someone:secret@93.184.215.14/",
        "https:///nowhere",
        "https://93.184.215.14:99999/",
        "https://no-such-host.invalid/",
        "file:///etc/passwd",
    ],
)
def test_the_operators_own_network_hears_nothing(url):
    with pytest.raises(outgoing.Unreachable):
        outgoing.check(url)


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        for address in ("93.184.215.14", "10.0.0.1")
    ]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(outgoing.Unreachable):
        outgoing.check("https://two-faced.example/")


def test_the_connection_goes_to_the_very_address_that_was_judged(monkeypatch):
    asked = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *args, **kwargs: asked.append(args) or found)
    gone_to = []

    class Pool:
        def __init__(self, address, port, **names):
            gone_to.append((address, port, names))

        def urlopen(self, *args, **kwargs):
            raise urllib3_error

        def close(self):
            pass

        ConnectionCls = None

    urllib3_error = outgoing.urllib3.exceptions.HTTPError("nobody")
    monkeypatch.setattr(outgoing.urllib3, "HTTPSConnectionPool", Pool)
    with pytest.raises(outgoing.Unreachable):
        outgoing.post("https://hear.example/", b"{}", {})
    host = {"server_hostname": "hear.example", "assert_hostname": "hear.example"}
    assert gone_to == [("93.184.215.14", 443, host)]
    assert len(asked) == 1


def test_who_answers_a_letter_at_a_time_is_not_listened_to_for_ever(settings, monkeypatch):
    monkeypatch.setattr(outgoing, "LONGEST_SECONDS", 0.5)
    settings.WEBHOOK_PRIVATE_HOSTS = [LOCAL]
    door = socket.create_server((LOCAL, 0))
    enough = threading.Event()

    def drip():
        line, _ = door.accept()
        with line, contextlib.suppress(OSError):
            while not enough.wait(0.05):
                line.sendall(b"a")

    threading.Thread(target=drip, daemon=True).start()
    started = time.monotonic()
    try:
        with pytest.raises(outgoing.Unreachable):
            outgoing.post(f"http://{LOCAL}:{door.getsockname()[1]}/", b"{}", {})
    finally:
        enough.set()
        door.close()
    assert time.monotonic() - started < 30.0  # a busy machine takes its time, but not for ever


# --- in the admin


def test_an_operator_makes_one_and_sees_its_secret_once(admin_client, settings):
    settings.WEBHOOK_PRIVATE_HOSTS = [LOCAL]
    inline = {"deliveries-TOTAL_FORMS": "0", "deliveries-INITIAL_FORMS": "0"}
    form = {"name": "a platform", "url": f"http://{LOCAL}:9/", "active": "on", **inline}
    page = admin_client.post("/admin/emoflix_site/webhook/add/", form, follow=True).content.decode()
    hook = Webhook.objects.get()
    assert hook.secret in page
    assert hook.secret not in hook.sealed
    assert (
        hook.secret not in admin_client.get(f"/admin/emoflix_site/webhook/{hook.pk}/change/").content.decode()
    )


def test_an_operator_cannot_point_one_into_the_own_network(admin_client):
    inline = {"deliveries-TOTAL_FORMS": "0", "deliveries-INITIAL_FORMS": "0"}
    form = {"name": "x", "url": "https://169.254.169.254/", "active": "on", **inline}
    page = admin_client.post("/admin/emoflix_site/webhook/add/", form).content.decode()
    assert "private network" in page
    assert not Webhook.objects.exists()
