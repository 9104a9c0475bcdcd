// Plays the person's own recording, where this tab still has it, with a line running over its timeline.
import { recall } from "./kept-recording.js";

export async function enhanceTimeline(figure) {
  const address = await recall(figure.dataset.check);
  if (!address) return;
  const seconds = Number(figure.dataset.seconds);
  const line = figure.querySelector("[data-playhead]");
  const player = document.createElement("audio");
  player.controls = true;
  player.preload = "metadata";
  player.setAttribute("aria-label", figure.dataset.player);
  player.src = address;

  const show = () => {
    const place = `${Math.min(100, (100 * player.currentTime) / seconds)}%`;
    line.setAttribute("x1", place);
    line.setAttribute("x2", place);
    line.setAttribute("visibility", "visible");
    if (!player.paused && !player.ended) requestAnimationFrame(show);
  };
  player.addEventListener("play", show);
  player.addEventListener("seeked", show);
  player.addEventListener("ended", () => line.setAttribute("visibility", "hidden"));

  const place = figure.querySelector("[data-replay]");
  player.addEventListener("error", () => { place.hidden = true; }); // a format this browser cannot play
  place.replaceChildren(player);
  place.hidden = false;
}
