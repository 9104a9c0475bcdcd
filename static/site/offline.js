// The page without a connection goes away by itself when the connection is back. A network alone is none yet, so the
// site is asked until it answers; a HEAD, because the worker would answer a GET in its place.
const FIRST_PAUSE = 2_000; // milliseconds
const LONGEST_PAUSE = 30_000;

let pause = FIRST_PAUSE;
let next = 0;

async function ask() {
  clearTimeout(next);
  try {
    await fetch(location.href, { method: "HEAD", cache: "no-store" });
    location.reload();
  } catch {
    next = setTimeout(ask, pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }
}

next = setTimeout(ask, pause);
window.addEventListener("online", ask);
for (const button of document.querySelectorAll("[data-again]")) {
  button.addEventListener("click", () => location.reload());
  button.hidden = false;
}
