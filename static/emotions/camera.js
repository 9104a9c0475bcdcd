// Take a picture with the camera and put it into the form's file field.
import { ask, button, hand, hindrance, letGo, offer, onLoss } from "./media.js";
import { liveMeter } from "./meter.js";
import { say } from "./words.js";

const LONGEST_SIDE = 1280;
const JPEG_QUALITY = 0.92;

export function enhanceCamera(card) {
  const input = card.querySelector("input[type=file]");
  const live = card.querySelector("[data-live]");
  const controls = card.querySelector("[data-controls]");
  const status = card.querySelector("[data-status]");
  const start = button(say("use_camera"), () => open());
  let stream = null;
  let meter = null;

  const tell = (sentence) => { status.textContent = sentence; };

  function stop() {
    if (meter) meter.stop();
    meter = null;
    letGo(stream);
    stream = null;
  }

  function reset() {
    stop();
    live.replaceChildren();
    live.hidden = true;
    offer(controls, start);
  }

  async function open(which = { facingMode: "user" }) {
    const opened = await ask(card, "camera", { video: which }, tell);
    if (!opened) {
      if (stream && !stream.active) reset(); // the camera before it is off already
      return;
    }
    stop();
    stream = opened;
    onLoss(stream, () => { reset(); tell(say("lost")); });
    const video = document.createElement("video");
    Object.assign(video, { autoplay: true, muted: true, playsInline: true, srcObject: stream });
    video.setAttribute("aria-label", say("what_camera_sees"));
    video.className = stream.getVideoTracks()[0].getSettings().facingMode === "environment" ? "" : "mirrored";
    const finder = document.createElement("div");
    finder.className = "finder";
    finder.append(video);
    meter = liveMeter(card, video);
    live.replaceChildren(finder, ...(meter ? [meter.element] : []));
    live.hidden = false;
    offer(
      controls,
      button(say("take_picture"), () => snap(video), ""),
      ...(await others()),
      button(say("stop"), () => { reset(); tell(""); }),
    );
    tell(say("framing"));
  }

  // A button that opens the next camera, where there are several.
  async function others() {
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
    if (cameras.length < 2) return [];
    const now = stream.getVideoTracks()[0].getSettings().deviceId;
    const next = cameras[(cameras.findIndex((camera) => camera.deviceId === now) + 1) % cameras.length];
    return [button(say("switch_camera"), () => {
      letGo(stream); // a phone opens one camera at a time
      open({ deviceId: { exact: next.deviceId } });
    })];
  }

  async function snap(video) {
    if (!video.videoWidth) return;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    stop();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", JPEG_QUALITY));
    hand(input, blob, "camera.jpg");
    const picture = document.createElement("img");
    picture.alt = say("your_picture");
    picture.src = URL.createObjectURL(blob);
    live.replaceChildren(picture);
    offer(controls, button(say("take_another"), () => open()), button(say("discard"), discard));
    tell(say("camera_off"));
  }

  function discard() {
    hand(input, null);
    reset();
    tell(say("discarded"));
  }

  const why = hindrance();
  if (why) {
    controls.hidden = true;
    tell(why);
  } else {
    controls.hidden = false;
    reset();
    window.addEventListener("pagehide", reset);
  }
  // however the page is left, and whatever file is chosen instead, no camera stays on
  input.addEventListener("change", () => { if (stream) reset(); });
  return { stop: () => { if (stream) reset(); } };
}
