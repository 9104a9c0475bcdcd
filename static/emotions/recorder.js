// Record a voice and put it into the form's file field.
import { ask, available, button, hand, letGo } from "./media.js";

const MOST_SECONDS = 60;
// Chrome and Firefox record the first, Safari the last.
const TYPES = ["audio/webm;codecs=opus", "audio/webm", "audio/ogg;codecs=opus", "audio/mp4"];

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

  const say = (sentence) => { status.textContent = sentence; };
  const offer = (...buttons) => controls.replaceChildren(...buttons);
  const start = button("Record", record);

  function stop() {
    if (recorder && recorder.state !== "inactive") recorder.stop();
    cancelAnimationFrame(frame);
    clearTimeout(alarm);
    if (context) context.close();
    context = null;
    letGo(stream);
    stream = null;
  }

  async function record() {
    say("Your browser will ask for permission.");
    stream = await ask(card, { audio: true }, say);
    if (!stream) return;
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    const pieces = [];
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => keep(new Blob(pieces, { type: recorder.mimeType })));
    recorder.start();
    offer(button("Done", stop, ""));
    show();
  }

  // a level meter and a clock, so that a muted microphone is noticed before sending
  function show() {
    const meter = document.createElement("meter");
    meter.className = "level";
    meter.max = 1;
    meter.setAttribute("aria-label", "Loudness");
    live.replaceChildren(meter);
    live.hidden = false;
    context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const began = performance.now();
    const tick = () => {
      analyser.getFloatTimeDomainData(samples);
      meter.value = Math.min(1, 4 * Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length));
      const seconds = Math.floor((performance.now() - began) / 1000);
      const clock = `Listening: ${seconds} s of at most ${MOST_SECONDS}.`;
      if (status.textContent !== clock) say(clock);
      frame = requestAnimationFrame(tick);
    };
    tick();
    alarm = setTimeout(stop, 1000 * MOST_SECONDS); // frames stand still in a hidden tab, a timer does not
  }

  function keep(blob) {
    const ending = blob.type.includes("mp4") ? "m4a" : blob.type.includes("ogg") ? "ogg" : "webm";
    hand(input, blob, `recording.${ending}`);
    const player = document.createElement("audio");
    player.controls = true;
    player.src = URL.createObjectURL(blob);
    live.replaceChildren(player);
    live.hidden = false;
    offer(button("Record again", record), button("Discard", discard));
    say(`The microphone is off. The recording is sent only when ${sentWhen}.`);
  }

  function discard() {
    hand(input, null);
    live.replaceChildren();
    live.hidden = true;
    offer(start);
    say("Discarded.");
  }

  if (available() && "MediaRecorder" in window) {
    controls.hidden = false;
    offer(start);
  }
  function finish() {
    const kept = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
    stop();
    return kept;
  }

  return { finish, recording: () => Boolean(recorder && recorder.state === "recording") };
}
