// Record a voice and put it into the form's file field.
import { ask, button, hand, hindrance, letGo, offer, onLoss } from "./media.js";
import { say } from "./words.js";

const MOST_SECONDS = 60;
const QUIET = 0.02; // of 1; below it a microphone is muted or far away
const QUIET_SECONDS = 3;
// Chrome and Firefox record the first, Safari the last.
const TYPES = ["audio/webm;codecs=opus", "audio/webm", "audio/ogg;codecs=opus", "audio/mp4"];
const ENDINGS = { mp4: "m4a", ogg: "ogg", webm: "webm" };

// `sentWhen` ends the sentence "The recording is sent only when …".
export function enhanceRecorder(card, sentWhen) {
  const input = card.querySelector("input[type=file]");
  const live = card.querySelector("[data-live]");
  const controls = card.querySelector("[data-controls]");
  const status = card.querySelector("[data-status]");
  let stream = null;
  let recorder = null;
  let context = null;
  let frame = 0;
  let alarm = 0;

  const tell = (sentence) => { status.textContent = sentence; };
  const start = button(say("record"), record);
  const recording = () => Boolean(recorder && recorder.state === "recording");

  function stop() {
    if (recording()) recorder.stop();
    cancelAnimationFrame(frame);
    clearTimeout(alarm);
    if (context) context.close();
    context = null;
    letGo(stream);
    stream = null;
  }

  async function record() {
    const opened = await ask(card, "microphone", { audio: true }, tell);
    if (!opened) return;
    stream = opened;
    onLoss(stream, stop);
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const own = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    const pieces = [];
    own.addEventListener("dataavailable", (event) => pieces.push(event.data));
    own.addEventListener("stop", () => {
      if (recorder === own) keep(new Blob(pieces, { type: own.mimeType })); // else discarded while it ran
    });
    own.start();
    recorder = own;
    offer(controls, button(say("done"), stop, ""), button(say("discard"), discard));
    tell(say("recording"));
    show();
  }

  // a level and a clock, so that a muted microphone is noticed before sending
  function show() {
    const meter = document.createElement("meter");
    meter.className = "level";
    meter.max = 1;
    meter.setAttribute("aria-label", say("loudness"));
    const clock = document.createElement("p");
    clock.className = "clock";
    clock.setAttribute("role", "timer"); // not read aloud every second
    live.replaceChildren(meter, clock);
    live.hidden = false;
    context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const began = performance.now();
    let loudest = 0;
    const tick = () => {
      analyser.getFloatTimeDomainData(samples);
      meter.value = Math.min(1, 4 * Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length));
      loudest = Math.max(loudest, meter.value);
      const seconds = Math.floor((performance.now() - began) / 1000);
      clock.textContent = say("listening", { seconds, most: MOST_SECONDS });
      const hint = say(seconds >= QUIET_SECONDS && loudest < QUIET ? "nothing_heard" : "recording");
      if (status.textContent !== hint) tell(hint);
      frame = requestAnimationFrame(tick);
    };
    tick();
    alarm = setTimeout(stop, 1000 * MOST_SECONDS); // frames stand still in a hidden tab, a timer does not
  }

  function keep(blob) {
    const ending = Object.keys(ENDINGS).find((kind) => blob.type.includes(kind));
    hand(input, blob, `recording.${ENDINGS[ending] || "webm"}`);
    const player = document.createElement("audio");
    player.controls = true;
    player.src = URL.createObjectURL(blob);
    player.setAttribute("aria-label", say("your_recording"));
    live.replaceChildren(player);
    live.hidden = false;
    offer(controls, button(say("record_again"), record), button(say("discard"), discard));
    tell(say("microphone_off", { when: sentWhen }));
  }

  function discard() {
    const running = recorder;
    recorder = null;
    if (running && running.state === "recording") running.stop();
    stop();
    hand(input, null);
    live.replaceChildren();
    live.hidden = true;
    offer(controls, start);
    tell(say("discarded"));
  }

  function finish() {
    const kept = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
    stop();
    return kept;
  }

  const why = hindrance() || ("MediaRecorder" in window ? null : say("too_old"));
  if (why) {
    controls.hidden = true;
    tell(why);
  } else {
    controls.hidden = false;
    offer(controls, start);
    window.addEventListener("pagehide", stop);
  }
  return { finish, recording };
}
