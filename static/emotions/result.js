// Puts the person's own picture under the map of what the face model looked at, and their own voice under
// the timeline of what the voice model heard.
import { tellOfOtherFilms } from "./evenings.js";
import { recall } from "./kept-picture.js";
import { enhanceTimeline } from "./replay.js";

const figure = document.querySelector("[data-looked-at]");
const timeline = document.querySelector("[data-timeline]");

tellOfOtherFilms();
if (figure) drawUnder(figure).catch(() => {}); // the sketch of a face stays
if (timeline) enhanceTimeline(timeline).catch(() => {}); // the timeline says the same without its sound

async function drawUnder(element) {
  const picture = await recall(element.dataset.check);
  if (!picture) return;
  const canvas = element.querySelector("canvas");
  const [x, y, side, roll] = ["x", "y", "side", "roll"].map((name) => Number(element.dataset[name]));
  const brush = canvas.getContext("2d");
  const scale = canvas.width / (side * picture.naturalWidth);
  brush.translate(canvas.width / 2, canvas.height / 2);
  brush.rotate((-roll * Math.PI) / 180);
  brush.scale(scale, scale);
  brush.drawImage(picture, -x * picture.naturalWidth, -y * picture.naturalHeight);
  canvas.hidden = false;
  element.classList.add("with-picture");
}
