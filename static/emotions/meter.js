// The live reading: what the site's face model makes of every frame, computed in this browser. Off until
// switched on. Where the browser cannot run the model, the site may read a small frame now and then, if asked.
import { button } from "./media.js";
import { siteReader } from "./site-reader.js";
import { say } from "./words.js";

const EVERY_MS = 125;
const CAPTION_EVERY_MS = 4000; // a screen reader can follow no faster
const HINTS = ["no_face", "too_dark", "blurred"];

export function liveMeter(card, video) {
  const facts = JSON.parse((document.getElementById("on-device") || { textContent: "null" }).textContent);
  if (!facts) return null; // the site has no face model to hand out
  const element = document.createElement("div");
  element.className = "meter";
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", say("live_reading"));
  const caption = document.createElement("p");
  caption.className = "small";
  caption.setAttribute("role", "status");
  const bars = new Map(facts.labels.map(({ value, label }) => [value, bar(value, label)]));
  const rows = document.createElement("div");
  rows.className = "meter-rows";
  rows.setAttribute("aria-hidden", "true"); // the caption says it, at the pace of speech
  rows.append(...[...bars.values()].map((one) => one.row));
  const toggle = button(say("show_live"), () => (running ? pause() : run(onDevice)));
  toggle.setAttribute("aria-pressed", "false");
  element.append(toggle);

  const onDevice = async () => (await import("./on-device.js")).reader(facts.files); // no page loads it before
  let running = false;
  let turns = 0;
  let captioned = 0;

  async function run(prepare) {
    running = true;
    turns += 1;
    const turn = turns; // paused and shown again: the loop before may still be asleep
    toggle.textContent = say("pause_live");
    toggle.setAttribute("aria-pressed", "true");
    caption.textContent = say("loading_reader");
    element.replaceChildren(toggle, rows, caption);
    let read;
    try {
      read = await prepare();
    } catch {
      return offerSite();
    }
    captioned = 0;
    while (running && turn === turns) {
      const began = performance.now();
      try {
        if (video.videoWidth && !document.hidden) show(await read(video));
      } catch {
        return offerSite();
      }
      await new Promise((go) => setTimeout(go, Math.max(0, (read.everyMs || EVERY_MS) - (performance.now() - began))));
    }
    return undefined;
  }

  function pause() {
    running = false;
    toggle.textContent = say("show_live");
    toggle.setAttribute("aria-pressed", "false");
  }

  function offerSite() {
    pause();
    caption.textContent = say("no_reader");
    element.replaceChildren(toggle, caption, button(say("let_site_read"), () => run(async () => siteReader(card))));
  }

  function show(reading) {
    if (!running) return;
    const seen = Boolean(reading.scores);
    rows.classList.toggle("unseen", !seen);
    for (const [emotion, one] of bars) if (seen) one.set(reading.scores[emotion]);
    rows.dataset.readings = Number(rows.dataset.readings || 0) + 1;
    if (performance.now() - captioned < CAPTION_EVERY_MS && captioned) return;
    captioned = performance.now();
    caption.textContent = seen ? sentence(reading.scores) : say(HINTS.includes(reading.status) ? reading.status : "no_face");
  }

  function sentence(scores) {
    const [top, share] = Object.entries(scores).sort((a, b) => b[1] - a[1])[0];
    return say("live_caption", { emotion: bars.get(top).label, percent: percent(share) });
  }

  return { element, stop: () => { running = false; } };
}

function bar(emotion, label) {
  const row = document.createElement("div");
  row.className = `meter-row mood-${emotion}`;
  const [name, track, number] = ["span", "span", "span"].map((kind) => document.createElement(kind));
  name.textContent = label;
  track.className = "track";
  const fill = document.createElement("span");
  track.append(fill);
  number.className = "number";
  row.append(name, track, number);
  const set = (share) => {
    fill.style.transform = `scaleX(${share})`;
    number.textContent = `${percent(share)} %`;
    row.dataset.share = share.toFixed(4);
  };
  set(0);
  return { row, label, set };
}

function percent(share) {
  return Math.min(Math.round(100 * share), 99); // no model is ever certain
}
