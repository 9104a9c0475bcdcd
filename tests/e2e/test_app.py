"""The site as an app: what is kept for when there is no connection, and how little the first page weighs."""

from __future__ import annotations

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

MOST_BYTES = 150 * 1024
"""Of the first page with everything it loads, as compressed as a server sends it."""
ALREADY_SMALL = (".woff2", ".png", ".jpg")
SHIFTS = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().map((entry) => entry.value).reduce((a, b) => a + b, 0)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(0), 500);
})"""
KEPT = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((one) => one.url)));
  return kept.flat().map((url) => new URL(url).pathname);
}"""


@pytest.fixture
def installed(browser, browser_context_args, live_server, films):
    """A page whose worker is at work."""
    context = browser.new_context(**{**browser_context_args, "service_workers": "allow"})
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # a page is in the worker's hands from its second visit on
    yield page
    context.close()


def test_without_a_connection_there_is_a_page_and_with_one_the_site_again(installed, live_server):
    installed.context.set_offline(True)
    installed.goto(f"{live_server.url}/films/")
    expect(installed.get_by_role("heading", level=1)).to_have_text("The line is down")
    expect(installed.get_by_role("button", name="Try again")).to_be_visible()  # by the script that listens
    installed.context.set_offline(False)
    expect(installed.get_by_role("heading", level=1)).to_have_text("Films")


def test_a_network_that_does_not_reach_the_site_yet_is_no_reason_to_give_up(installed, live_server):
    """A browser says "online" before anything answers, and says it once."""
    unreachable, pages = [True], f"{live_server.url}/films/"
    installed.context.route(pages, lambda route: route.abort() if unreachable[0] else route.continue_())
    installed.goto(pages)
    title = installed.get_by_role("heading", level=1)
    expect(title).to_have_text("The line is down")
    with installed.expect_event("requestfailed", lambda request: request.method == "HEAD"):
        installed.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(title).to_have_text("The line is down")
    unreachable[0] = False
    expect(title).to_have_text("Films")


def test_the_worker_keeps_no_page_but_that_one(installed, live_server):
    installed.goto(f"{live_server.url}/films/")
    kept = installed.evaluate(KEPT)
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]


def test_the_first_page_is_light_asks_nobody_else_and_does_not_jump(page, live_server, films):
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{live_server.url}/")
    page.wait_for_load_state("networkidle")
    own = urlsplit(live_server.url).netloc
    assert {urlsplit(answer.url).netloc for answer in answers} == {own}
    weights = {}
    for answer in answers:
        body = answer.body()
        path = urlsplit(answer.url).path
        weights[path] = len(body) if path.endswith(ALREADY_SMALL) else len(gzip.compress(body, 6))
    assert sum(weights.values()) <= MOST_BYTES, sorted(weights.items(), key=lambda item: -item[1])[:8]
    assert page.evaluate(SHIFTS) < 0.01
