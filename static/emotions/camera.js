// Take a picture with the camera and put it into the form's file field.
import { ask, available, button, hand, letGo } from "./media.js";

const LONGEST_SIDE = 1280;
const JPEG_QUALITY = 0.92;

export function enhanceCamera(card) {
  const input = card.querySelector("input[type=file]");
  const live = card.querySelector("[data-live]");
  const controls = card.querySelector("[data-controls]");
  const status = card.querySelector("[data-status]");
  let stream = null;

  const say = (sentence) => { status.textContent = sentence; };
  const offer = (...buttons) => controls.replaceChildren(...buttons);
  const start = button("Use the camera", open);

  function stop() {
    letGo(stream);
    stream = null;
  }

  function reset() {
    stop();
    live.replaceChildren();
    live.hidden = true;
    offer(start);
  }

  async function open() {
    say("Your browser will ask for permission.");
    stream = await ask(card, { video: { facingMode: "user" } }, say);
    if (!stream) return;
    const video = document.createElement("video");
    Object.assign(video, { autoplay: true, muted: true, playsInline: true, srcObject: stream });
    video.className = "mirrored";
    video.setAttribute("aria-label", "What the camera sees");
    live.replaceChildren(video);
    live.hidden = false;
    offer(button("Take the picture", () => snap(video), ""), button("Stop", () => { reset(); say(""); }));
    say("Look into the camera; your face should fill about a third of the picture.");
  }

  async function snap(video) {
    if (!video.videoWidth) return;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", JPEG_QUALITY));
    stop();
    hand(input, blob, "camera.jpg");
    const picture = document.createElement("img");
    picture.alt = "The picture you took";
    picture.src = URL.createObjectURL(blob);
    live.replaceChildren(picture);
    offer(button("Take another", open), button("Discard", discard));
    say("The camera is off. The picture is sent only when you ask for films.");
  }

  function discard() {
    hand(input, null);
    reset();
    say("Discarded.");
  }

  if (available()) {
    controls.hidden = false;
    reset();
  }
  return { stop };
}
