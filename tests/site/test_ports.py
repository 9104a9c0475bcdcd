"""The ports on which the tests' own servers listen."""

from __future__ import annotations

import random
import socket

import servers


def test_a_port_is_none_that_a_client_may_be_lent_meanwhile():
    assert max(servers.free_port() for _ in range(200)) < 32_768


def test_processes_that_begin_with_the_same_seed_draw_different_ports():
    drawn = set()
    for _ in range(20):
        random.seed(2026)
        drawn.add(servers.free_port())
    assert len(drawn) > 1


def test_one_that_somebody_listens_on_is_not_drawn(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", servers.free_port()))
        taken.listen()
        port = taken.getsockname()[1]
        free = servers.free_port()
        monkeypatch.setattr(servers, "PORTS", [port, port, port, free])
        assert {servers.free_port() for _ in range(50)} == {free}
