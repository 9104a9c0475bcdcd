"""The check-in in a real Chromium whose camera and microphone are fed real clips, and what can go wrong there."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import axe_playwright_python
import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from emotions.models import Consent, MoodCheck

pytestmark = pytest.mark.e2e

LOW = "I had a rotten day and feel low"
KIBIBYTE = 1024
MOST_BYTES = 150 * KIBIBYTE
"""Of the first page with all it loads, compressed, before the camera is opened."""
SLOWEST_PAINT_MS = 1500
LEAST_READINGS_A_SECOND = 5
MOST_TRIES = 10
SLOW_DEVICE = 10  # times slower than this machine: a phone that draws pages half read
"""For what is a matter of speed: a machine that does other things meanwhile may need a second look."""


AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN_AXE = """async () => (await axe.run(document)).violations.flatMap(
  (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`))"""


def find_films(page: Page) -> None:
    page.get_by_role("button", name="Find my films").click()


def expect_result(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/moods/[0-9a-f-]{36}/$"))


def open_camera(page: Page) -> None:
    page.context.grant_permissions(["camera"])
    page.get_by_role("button", name="Use the camera").click()
    expect(page.get_by_role("button", name="Take the picture")).to_be_visible()
    page.evaluate(
        "async () => { while (!document.querySelector('video').videoWidth) await new Promise((go) => setTimeout(go, 20)); }"
    )


def count_openings(page: Page) -> None:
    page.evaluate(
        """() => {
          window.opened = [];
          const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = async (wanted) => {
            const stream = await real(wanted);
            window.opened.push(...stream.getTracks());
            return stream;
          };
        }"""
    )


def states(page: Page) -> list[str]:
    return page.evaluate("window.opened.map((track) => track.readyState)")


def readings_a_second(page: Page) -> float:
    return page.evaluate(
        """async () => {
          const count = () => Number(document.querySelector(".meter-rows").dataset.readings);
          const [before, began] = [count(), performance.now()];
          await new Promise((go) => setTimeout(go, 1500));
          return (1000 * (count() - before)) / (performance.now() - began);
        }"""
    )


def test_the_camera_opens_only_after_a_yes_and_closes_with_the_picture(newcomer):
    count_openings(newcomer)
    newcomer.context.grant_permissions(["camera"])
    newcomer.get_by_role("button", name="Use the camera").press("Enter")
    agree = newcomer.get_by_role("button", name="I agree, go on")
    expect(agree).to_be_focused()
    expect(newcomer.locator(".explained")).to_contain_text("never kept")
    assert states(newcomer) == []
    newcomer.get_by_role("button", name="Not now").click()
    assert states(newcomer) == []
    newcomer.get_by_role("button", name="Use the camera").press("Enter")
    agree.press("Enter")
    take = newcomer.get_by_role("button", name="Take the picture")
    expect(take).to_be_focused()
    assert states(newcomer) == ["live"]
    take.press("Enter")
    expect(newcomer.get_by_alt_text("The picture you took")).to_be_visible()
    assert states(newcomer) == ["ended"]
    expect(newcomer.get_by_label("I agree that my face")).to_be_checked()


def test_a_live_reading_runs_on_the_device_and_only_scores_are_sent(visitor):
    open_camera(visitor)
    expect(visitor.locator(".meter-rows")).to_have_count(0)  # off until switched on
    visitor.get_by_role("button", name="Show what the model sees").click()
    happy = visitor.locator(".meter-row.mood-happy")
    expect(happy).to_have_attribute("data-share", re.compile(r"0\.[5-9]"))
    expect(visitor.locator(".meter [role=status]")).to_contain_text("mostly happy")
    assert visitor.locator(".meter-row").count() == 7

    sent: list[str] = []
    visitor.on("request", lambda request: sent.append(request.url))
    assert any(readings_a_second(visitor) >= LEAST_READINGS_A_SECOND for _ in range(MOST_TRIES))
    assert sent == []  # no frame leaves

    visitor.get_by_role("button", name="Pause").click()
    still = visitor.locator(".meter-rows").get_attribute("data-readings")
    visitor.evaluate("() => new Promise((go) => setTimeout(go, 400))")
    assert int(visitor.locator(".meter-rows").get_attribute("data-readings")) <= int(still) + 1

    visitor.get_by_role("button", name="Take the picture").click()
    visitor.get_by_label("Keep my face on this device").check()
    find_films(visitor)
    expect_result(visitor)
    reading = MoodCheck.objects.get().readings.get()
    assert reading.on_device
    assert max(reading.scores, key=reading.scores.get) == "happy"
    expect(visitor.locator("[data-looked-at]")).to_have_class(re.compile("with-picture"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_camera_meter_recorder_and_questions_are_accessible_while_they_are_open(newcomer, theme):
    newcomer.emulate_media(color_scheme=theme)
    newcomer.context.grant_permissions(["camera", "microphone"])
    newcomer.get_by_role("button", name="Use the camera").click()
    newcomer.get_by_role("button", name="I agree, go on").click()
    newcomer.get_by_role("button", name="Show what the model sees").click()
    expect(newcomer.locator(".meter [role=status]")).to_contain_text("mostly happy")
    newcomer.get_by_role("button", name="Record").click()
    newcomer.evaluate(AXE)
    assert newcomer.evaluate(RUN_AXE) == []  # one is open, the other asks
    newcomer.get_by_role("button", name="I agree, go on").click()
    expect(newcomer.get_by_role("meter", name="Loudness")).to_be_visible()
    newcomer.get_by_role("button", name="Take the picture").click()
    assert newcomer.evaluate(RUN_AXE) == []
    assert newcomer.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_browser_that_records_mp4_only_records_that(visitor):
    if not visitor.evaluate("MediaRecorder.isTypeSupported('audio/mp4')"):
        pytest.skip("This Chromium records no MP4.")
    visitor.evaluate(
        "() => { MediaRecorder.isTypeSupported = (type) => type === 'audio/mp4'; }"
    )  # as Safari says
    visitor.context.grant_permissions(["microphone"])
    visitor.get_by_role("button", name="Record").click()
    expect(visitor.get_by_text(re.compile(r"Listening: ([3-9]|\d\d) s"))).to_be_visible()
    visitor.get_by_role("button", name="Done").click()
    expect(visitor.get_by_label("Your recording")).to_be_visible()
    assert visitor.evaluate("document.querySelector('#id_voice').files[0].name") == "recording.m4a"
    find_films(visitor)
    expect_result(visitor)
    assert MoodCheck.objects.get().readings.get().status == "ok"


def test_where_the_browser_cannot_run_the_model_the_site_reads_if_asked(visitor):
    visitor.route("**/vendor/litert/*", lambda route: route.abort())
    open_camera(visitor)
    visitor.get_by_role("button", name="Show what the model sees").click()
    expect(visitor.get_by_text("This browser cannot run the model")).to_be_visible()
    visitor.get_by_role("button", name="Let the site read a small frame").click()
    expect(visitor.locator(".meter-row.mood-happy")).to_have_attribute("data-share", re.compile(r"0\.[3-9]"))
    assert not MoodCheck.objects.exists()


def test_a_recording_is_replayed_discarded_and_recorded_again(visitor):
    count_openings(visitor)
    visitor.context.grant_permissions(["microphone"])
    visitor.get_by_role("button", name="Record").click()
    expect(visitor.get_by_role("meter", name="Loudness")).to_be_visible()
    expect(visitor.get_by_text(re.compile(r"Listening: [1-9]"))).to_be_visible()
    visitor.get_by_role("button", name="Done").click()
    expect(visitor.get_by_label("Your recording")).to_be_visible()
    assert visitor.evaluate("document.querySelector('#id_voice').files[0].size") > 1000
    visitor.get_by_role("button", name="Discard").click()
    assert visitor.evaluate("document.querySelector('#id_voice').files.length") == 0
    visitor.get_by_role("button", name="Record").click()
    visitor.get_by_role("button", name="Discard").click()  # while it runs
    expect(visitor.get_by_role("button", name="Record")).to_be_visible()
    assert visitor.evaluate("document.querySelector('#id_voice').files.length") == 0
    assert states(visitor) == ["ended", "ended"]


REFUSALS = {
    "NotAllowedError": "Permission was not given",
    "NotFoundError": "No such device was found",
    "NotReadableError": "Another program is using the device",
    "UnknownError": "could not be opened",
}


@pytest.mark.parametrize("error", REFUSALS)
def test_every_refusal_has_its_own_sentence_and_leaves_the_file(member, error):
    member.context.grant_permissions(["camera", "microphone"])
    member.evaluate(
        "(name) => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name)); }",
        error,
    )
    for button, field in (("Use the camera", "Show your face"), ("Record", "Let us hear you")):
        card = member.locator("section", has=member.get_by_role("button", name=button))
        card.get_by_role("button", name=button).click()
        expect(card.get_by_role("status")).to_contain_text(REFUSALS[error])
        expect(card.get_by_label(field)).to_be_enabled()


def test_a_browser_that_says_no_is_understood(member):
    member.get_by_role("button", name="Use the camera").click()
    member.get_by_role("button", name="Go on").click()
    expect(member.get_by_text("Permission was not given")).to_be_visible()


def test_without_a_camera_and_on_an_insecure_page_a_file_is_offered(
    bare_browser, live_server, settings, signed_in
):
    settings.ALLOWED_HOSTS = ["*"]
    for host, sentence in (("127.0.0.1", "No such device was found"), ("emoflix.test", "only on secure")):
        context = bare_browser.new_context(service_workers="block")
        page = signed_in(context, host)
        page.goto(live_server.url.replace("127.0.0.1", host).replace("localhost", host) + "/check-in/")
        if host == "127.0.0.1":
            context.grant_permissions(["camera"])
            page.get_by_role("button", name="Use the camera").click()
        expect(page.locator("[data-camera] [data-status]")).to_contain_text(sentence)
        expect(page.get_by_label("Show your face")).to_be_enabled()
        context.close()


def test_a_file_without_a_yes_is_refused_and_still_there_afterwards(newcomer, clips):
    consent = newcomer.get_by_label("I agree that my face")
    expect(consent).to_be_hidden()  # nobody is asked before there is something to ask about
    newcomer.get_by_label("Type it").fill(LOW)
    newcomer.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    expect(consent).to_be_visible()
    find_films(newcomer)
    expect(newcomer.locator("#face-error")).to_contain_text("only after you agree")
    expect(newcomer.get_by_label("Type it")).to_have_value(LOW)
    assert newcomer.evaluate("document.querySelector('#id_face').files[0].name") == "me.jpg"
    assert not MoodCheck.objects.exists()
    consent.check()
    find_films(newcomer)
    expect_result(newcomer)
    assert Consent.objects.filter(sense="face").count() == 1


def test_on_a_slow_line_it_shows_how_far_it_is_and_two_taps_send_once(visitor, clips):
    line = visitor.context.new_cdp_session(visitor)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": KIBIBYTE}
    line.send("Network.emulateNetworkConditions", slow)
    visitor.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    button = visitor.locator("[data-submit]")
    button.dblclick()
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(visitor.locator("[data-progress]")).to_be_visible()
    button.dispatch_event("click")
    line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})  # all was seen
    expect_result(visitor)
    assert MoodCheck.objects.count() == 1


def test_when_the_site_does_not_answer_everything_stays_and_can_be_sent_again(visitor, clips):
    visitor.get_by_label("Type it").fill(LOW)
    visitor.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    visitor.get_by_text("calm me down").click()
    visitor.route("**/check-in/", lambda route: route.abort(), times=1)
    find_films(visitor)
    expect(visitor.get_by_text("Everything is still here")).to_be_visible()
    expect(visitor.get_by_label("Type it")).to_have_value(LOW)
    expect(visitor.get_by_role("radio", name="calm me down")).to_be_checked()
    find_films(visitor)
    expect_result(visitor)
    assert MoodCheck.objects.get().readings.count() == 2


def test_who_was_logged_out_meanwhile_keeps_the_words(member):
    member.get_by_label("Type it").fill(LOW)
    Session.objects.all().delete()
    find_films(member)
    expect(member.get_by_text("You have been logged out")).to_be_visible()
    expect(member.get_by_label("Type it")).to_have_value(LOW)


def test_going_back_midway_keeps_words_and_choices_and_turns_the_camera_off(member):
    count_openings(member)
    member.get_by_label("Type it").fill(LOW)
    member.locator("label", has_text="afraid").click()
    member.get_by_text("stay with it").click()
    open_camera(member)
    member.evaluate(
        "window.addEventListener('pagehide', () => sessionStorage.setItem('left', window.opened[0].readyState))"
    )
    member.get_by_role("link", name="Films", exact=True).first.click()
    expect(member).to_have_url(re.compile(r"/films/$"))
    assert member.evaluate("sessionStorage.getItem('left')") == "ended"
    member.go_back()
    expect(member.get_by_label("Type it")).to_have_value(LOW)
    expect(member.get_by_role("radio", name="afraid")).to_be_checked()
    expect(member.get_by_role("radio", name="stay with it")).to_be_checked()
    expect(member.get_by_role("button", name="Use the camera")).to_be_visible()


def test_after_going_back_from_a_result_the_button_works_again(visitor):
    visitor.get_by_label("Type it").fill(LOW)
    find_films(visitor)
    expect_result(visitor)
    visitor.go_back()
    expect(visitor.locator("[data-submit]")).not_to_have_attribute("aria-disabled", "true")
    visitor.get_by_label("Type it").fill("so happy and glad today")
    find_films(visitor)
    expect_result(visitor)
    assert MoodCheck.objects.count() == 2


def test_without_scripts_a_file_with_its_tick_leads_to_films(browser, live_server, films, signed_in, clips):
    context = browser.new_context(java_script_enabled=False)
    page = signed_in(context, agreed=False)
    page.goto(f"{live_server.url}/check-in/")
    expect(page.get_by_role("button", name="Record")).to_have_count(0)
    expect(page.locator("[data-examples]")).to_be_hidden()
    page.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    find_films(page)
    expect(page.locator("#face-error")).to_contain_text("only after you agree")
    page.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    page.get_by_label("I agree that my face").check()
    find_films(page)
    expect_result(page)
    context.close()


def test_two_tabs_do_not_mix(visitor, live_server):
    other = visitor.context.new_page()
    other.goto(f"{live_server.url}/check-in/")
    visitor.locator("label", has_text="afraid").click()
    other.locator("label", has_text="angry").click()
    find_films(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("You feel afraid")
    find_films(other)
    expect(other.get_by_role("heading", level=1)).to_have_text("You feel angry")
    assert MoodCheck.objects.count() == 2


def test_an_example_is_one_tap(member):
    example = member.locator("[data-examples] button").first
    words = example.inner_text()
    example.click()
    expect(member.get_by_label("Type it")).to_have_value(words)
    expect(member.get_by_label("Type it")).to_be_focused()


PAINTS = """() => new Promise((done) => {
  const seen = { paint: 0, shift: 0 };
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.paint = entry.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.shift += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(seen), 500);
})"""


@pytest.mark.parametrize("width", [360, 1440])
def test_the_first_page_is_light_quick_and_still(browser, live_server, signed_in, width):
    paints = {}
    for _ in range(MOST_TRIES):
        context = browser.new_context(service_workers="block", viewport={"width": width, "height": 800})
        page = signed_in(context)  # with nothing in its cache
        bodies: dict[str, bytes] = {}
        page.on("response", lambda response, into=bodies: into.setdefault(response.url, response.body()))
        page.goto(f"{live_server.url}/check-in/", wait_until="networkidle")
        paints = page.evaluate(PAINTS)
        context.close()
        weight = sum(min(len(body), len(gzip.compress(body, 6))) for body in bodies.values())
        assert all(address.startswith(live_server.url) for address in bodies)
        assert not any("litert" in address or "tflite" in address for address in bodies)
        assert any(address.endswith("check-in.js") for address in bodies)
        assert weight <= MOST_BYTES, {address: len(gzip.compress(body)) for address, body in bodies.items()}
        assert paints["shift"] == 0
        if 0 < paints["paint"] <= SLOWEST_PAINT_MS:
            break
    assert 0 < paints["paint"] <= SLOWEST_PAINT_MS
    print(f"{weight / KIBIBYTE:.0f} KiB in {len(bodies)} files, largest paint after {paints['paint']:.0f} ms")


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_moves_while_a_slow_device_reads_a_page(browser, live_server, signed_in, width):
    context = browser.new_context(service_workers="block", viewport={"width": width, "height": 800})
    page = signed_in(context)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW_DEVICE})
    moved = {}
    for place in ("/check-in/", "/films/"):
        page.goto(f"{live_server.url}{place}", wait_until="networkidle")
        moved[place] = page.evaluate(PAINTS)["shift"]
    context.close()
    assert moved == dict.fromkeys(moved, 0)
