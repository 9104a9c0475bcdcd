from __future__ import annotations

import gzip
import time
from types import SimpleNamespace

import pytest
from imdb_server import Answer, site

from scrapers import http
from scrapers.http import FetchError, Manners, PoliteSession, RefusedError, manners_of
from scrapers.page_store import PageStore

QUICK = Manners(contact="films@example.org", pause_s=(0.0, 0.0), backoff_s=0.0)
PAGE = Answer("<html>a page</html>")


@pytest.fixture
def no_time_passes(monkeypatch):
    """What a rest is short of is the time a page took, which on a busy machine is anything."""
    monkeypatch.setattr(http, "time", SimpleNamespace(monotonic=lambda: 0.0))


def session(served, manners=QUICK) -> PoliteSession:
    return PoliteSession(manners, base=served.base, sleep=lambda seconds: None)


def test_live_fetching_is_off_until_the_operator_says_so_and_says_who_they_are():
    with pytest.raises(RefusedError, match="EMOFLIX_SCRAPE_LIVE=1"):
        manners_of({})
    with pytest.raises(RefusedError, match="EMOFLIX_SCRAPE_LIVE=1"):
        manners_of({"EMOFLIX_SCRAPE_LIVE": "yes", "EMOFLIX_SCRAPE_CONTACT": "a@example.org"})
    with pytest.raises(RefusedError, match="EMOFLIX_SCRAPE_CONTACT"):
        manners_of({"EMOFLIX_SCRAPE_LIVE": "1"})
    allowed = manners_of({"EMOFLIX_SCRAPE_LIVE": "1", "EMOFLIX_SCRAPE_CONTACT": "a@example.org"})
    assert allowed.user_agent == "EmoFlix/0.1 (+a@example.org)"
    assert allowed.pause_s == (2.0, 5.0)


def test_only_imdb_and_this_machine_are_fetched_from():
    with pytest.raises(RefusedError, match="only"):
        PoliteSession(QUICK, base="https://films.example")
    with pytest.raises(RefusedError, match="only"):
        PoliteSession(QUICK, base="http://10.0.0.7:8000")


def test_it_says_who_it_is_asks_robots_once_and_keeps_no_cookie():
    greeting = Answer("<html>a page</html>", headers={"Set-Cookie": "session=1"})
    with site({"/title/tt9900101/": greeting}) as served:
        polite = session(served)
        assert polite.fetch("/title/tt9900101/") == b"<html>a page</html>"
        polite.fetch(f"{served.base}/title/tt9900101/#plot")
        assert served.asked == ["/robots.txt", "/title/tt9900101/", "/title/tt9900101/"]
        assert served.agents == {"EmoFlix/0.1 (+films@example.org)"}
        assert served.cookies == []
        assert polite.pages == 2


@pytest.mark.parametrize("path", ["/title/tt9900101/private", "/search/title/secret"])
def test_robots_no_is_an_answer_with_its_wildcards(path):
    with site({path: PAGE}) as served:
        with pytest.raises(RefusedError, match=r"robots\.txt does not allow"):
            session(served).fetch(path)
        assert served.pages() == []


@pytest.mark.parametrize(
    "robots",
    [
        Answer("", 404),
        Answer("", 500),
        Answer("", 202, {"x-amzn-waf-action": "challenge"}),
        Answer("x", cut_after=0),
    ],
)
def test_without_robots_nothing_is_fetched(robots):
    with site({"/robots.txt": robots, "/a": PAGE}) as served:
        with pytest.raises(RefusedError, match=r"robots\.txt cannot be read"):
            session(served).fetch("/a")
        assert served.pages() == []


def test_it_rests_between_pages_as_long_as_the_site_asks(no_time_passes):
    rests: list[float] = []
    robots = Answer("User-agent: *\nCrawl-delay: 9\nAllow: /\n")
    with site({"/robots.txt": robots, "/a": PAGE}) as served:
        polite = PoliteSession(Manners("x", (2.0, 5.0), 0.0), base=served.base, sleep=rests.append)
        polite.fetch("/a")
        polite.fetch("/a")
    assert len(rests) == 2
    assert rests == [9.0, 9.0]


def test_its_rests_are_of_no_one_length(no_time_passes):
    rests: list[float] = []
    with site({"/a": PAGE}) as served:
        polite = PoliteSession(Manners("x"), base=served.base, sleep=rests.append)
        for _ in range(6):
            polite.fetch("/a")
    assert all(2.0 <= rest <= 5.0 for rest in rests)
    assert len({round(rest, 2) for rest in rests}) > 3


def test_429_waits_as_long_as_it_is_told_and_then_goes_on():
    with site({"/a": [Answer("slow down", 429, {"Retry-After": "1"}), PAGE]}) as served:
        started = time.monotonic()
        assert session(served).fetch("/a") == PAGE.content
        assert time.monotonic() - started >= 1.0
        assert served.pages() == ["/a", "/a"]


def test_429_for_ever_ends_the_run():
    with site({"/a": Answer("slow down", 429)}) as served:
        with pytest.raises(RefusedError, match="too many requests"):
            session(served).fetch("/a")
        assert len(served.pages()) == http.TRIES


def test_a_wait_of_hours_ends_the_run_at_once():
    with site({"/a": Answer("later", 503, {"Retry-After": "7200"})}) as served:
        with pytest.raises(RefusedError, match="wait 120 minutes"):
            session(served).fetch("/a")
        assert len(served.pages()) == 1


def test_503_is_tried_again_and_given_up_after_a_few():
    with site({"/a": [Answer("", 503), Answer("", 502), PAGE], "/b": Answer("", 503)}) as served:
        polite = session(served)
        assert polite.fetch("/a") == PAGE.content
        with pytest.raises(FetchError, match="status 503"):
            polite.fetch("/b")
        assert served.pages().count("/b") == http.TRIES


@pytest.mark.parametrize(
    "challenge",
    [
        Answer("", 202, {"x-amzn-waf-action": "challenge"}),
        Answer("", 202),
        Answer("", 405, {"x-amzn-waf-action": "captcha"}),
        Answer("<script>window.gokuProps = {}; AwsWafIntegration.getToken()</script>"),
    ],
)
def test_a_challenge_ends_the_run_after_one_request(challenge):
    with site({"/a": challenge}) as served:
        with pytest.raises(RefusedError, match="challenge"):
            session(served).fetch("/a")
        assert served.pages() == ["/a"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_ends_the_run_after_one_request(status):
    with site({"/a": Answer("no", status)}) as served:
        with pytest.raises(RefusedError, match="refuses this visitor"):
            session(served).fetch("/a")
        assert served.pages() == ["/a"]


def test_404_is_one_page_s_matter_and_never_retried():
    with site({"/a": Answer("", 404)}) as served:
        with pytest.raises(FetchError, match="status 404"):
            session(served).fetch("/a")
        assert served.pages() == ["/a"]


def test_a_cut_connection_is_tried_again():
    whole = Answer("x" * 5000)
    with site(
        {"/a": [Answer("x" * 5000, cut_after=100), whole], "/b": Answer("x" * 5000, cut_after=100)}
    ) as served:
        polite = session(served)
        assert polite.fetch("/a") == whole.content
        with pytest.raises(FetchError, match="connection was cut"):
            polite.fetch("/b")


def test_a_redirect_within_the_site_is_followed_and_one_out_of_it_is_not():
    answers = {
        "/a": Answer("", 301, {"Location": "/b"}),
        "/b": PAGE,
        "/out": Answer("", 302, {"Location": "http://169.254.169.254/latest/meta-data"}),
        "/door": Answer("", 302, {"Location": "//films.example/"}),
        "/round": Answer("", 302, {"Location": "/round"}),
        "/private": Answer("", 302, {"Location": "/title/tt9900101/private"}),
        "/login": Answer("", 302, {"Location": "/registration/signin?u=x"}),
    }
    with site(answers) as served:
        polite = session(served)
        assert polite.fetch("/a") == PAGE.content
        for path in ("/out", "/door"):
            with pytest.raises(FetchError, match="is no page of"):
                polite.fetch(path)
        with pytest.raises(FetchError, match="without end"):
            polite.fetch("/round")
        with pytest.raises(RefusedError, match=r"robots\.txt"):
            polite.fetch("/private")
        with pytest.raises(RefusedError, match="log in"):
            polite.fetch("/login")


@pytest.mark.parametrize(
    "address",
    [
        "https://films.example/title/tt9900101/",
        "file:///etc/passwd",
        "http://127.0.0.1:1/x",
        "ftp://www.imdb.com/",
    ],
)
def test_an_address_elsewhere_is_refused_before_anything_is_asked(address):
    with site({}) as served:
        with pytest.raises(FetchError, match="is no page of"):
            session(served).fetch(address)
        assert served.asked == []


def test_a_page_without_end_is_left(monkeypatch):
    monkeypatch.setattr(http, "MOST_BYTES", 10_000)
    bomb = Answer(gzip.compress(b"x" * 5_000_000), headers={"Content-Encoding": "gzip"})
    with site({"/a": Answer("x" * 20_000), "/bomb": bomb, "/empty": Answer(" ")}) as served:
        polite = session(served)
        for path in ("/a", "/bomb"):
            with pytest.raises(FetchError, match="larger than"):
                polite.fetch(path)
        with pytest.raises(FetchError, match="empty"):
            polite.fetch("/empty")


def test_a_page_once_kept_is_there_until_it_is_old(tmp_path):
    store = PageStore(tmp_path / "pages")
    assert store.get("/a") is None
    store.put("/a", b"first")
    store.put("/a", b"second")
    assert store.get("/a") == b"second"
    assert store.get("/b") is None
    assert PageStore(tmp_path / "pages", kept_s=-1).get("/a") is None
    for path in (tmp_path / "pages").iterdir():
        path.write_bytes(b"\x1f\x8bhalf")
    assert store.get("/a") is None
