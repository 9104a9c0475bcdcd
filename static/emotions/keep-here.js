// "Keep my face on this device": the picture is read here, and only its scores go out with the form.
import { say } from "./words.js";

const REMEMBERED = "emoflix.keep-face-here"; // a choice of this device, for this device

export function enhanceKeeping(card) {
  const choice = card.querySelector("[data-keep-here]");
  if (!choice) return async () => null; // the site has no face model to hand out
  const box = choice.querySelector("input");
  if (typeof WebAssembly !== "object") {
    choice.remove();
    return async () => null;
  }
  box.checked = localStorage.getItem(REMEMBERED) === "yes";
  box.addEventListener("change", () => {
    if (box.checked) localStorage.setItem(REMEMBERED, "yes");
    else localStorage.removeItem(REMEMBERED);
  });

  // Puts scores in the place of the picture. Null when done, or the sentence that says why that cannot be.
  return async (body) => {
    const picture = body.get("face");
    if (!box.checked || !picture || !picture.size) return null;
    let reading;
    try {
      const { reader } = await import("./on-device.js");
      const { files } = JSON.parse(document.getElementById("on-device").textContent);
      const [read, decoded] = await Promise.all([reader(files), createImageBitmap(picture, { imageOrientation: "from-image" })]);
      reading = await read(decoded);
      reading.version = files.calibration.version;
      decoded.close();
    } catch {
      return say("not_read_here");
    }
    if (!reading.scores) return say(reading.status);
    body.delete("face");
    body.set("face_scores", JSON.stringify(shape(reading)));
    return null;
  };
}

function shape({ version, scores, quality, faces, frame, lookedAt }) {
  const short = (value) => Number(value.toFixed(5));
  return {
    model_version: version,
    scores: Object.fromEntries(Object.entries(scores).map(([name, share]) => [name, short(share)])),
    quality: short(quality),
    faces,
    frame: Object.fromEntries(Object.entries(frame).map(([name, value]) => [name, short(value)])),
    looked_at: lookedAt.map((row) => row.map(short)),
  };
}
