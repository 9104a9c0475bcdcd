// Names of actors and directors are offered while they are typed; without this script they are typed whole.
const field = document.querySelector("[data-people]");
const found = field && document.getElementById(field.getAttribute("list"));
let waiting;
let asked = "";

if (found) field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(offer, 150);
});

async function offer() {
  const cut = field.value.lastIndexOf(",") + 1;
  const letters = field.value.slice(cut).trim();
  if (letters.length < 2 || letters === asked) return;
  asked = letters;
  try {
    const answer = await fetch(`${field.dataset.people}?q=${encodeURIComponent(letters)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { names } = await answer.json();
    if (letters !== asked) return;
    const before = cut ? `${field.value.slice(0, cut)} ` : "";
    found.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: before + name })));
  } catch { /* typing goes on without offers */ }
}
