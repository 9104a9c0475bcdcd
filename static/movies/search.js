// Films appear while one types; without this script the button brings the same page.
const form = document.querySelector("[data-search]");
const field = form && form.querySelector("[name=q]");
let waiting;
let last = 0;

if (field) {
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 220);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}

async function look() {
  const turn = ++last;
  const words = field.value.trim();
  const address = words ? `${form.action.split("?")[0]}?${new URLSearchParams({ q: words })}` : form.action.split("?")[0];
  const place = document.getElementById("found");
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== last) return;
    place.replaceChildren(...page.getElementById("found").childNodes);
    history.replaceState(null, "", address);
  } catch { /* the button still works */ } finally {
    if (turn === last) place.removeAttribute("aria-busy");
  }
}
