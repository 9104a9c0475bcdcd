// Buttons under a film answer in place; without this script they are forms that come back to the page.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-film-actions]");
  const button = event.submitter;
  if (!form || !button || !button.name) return;
  event.preventDefault();
  const sent = new FormData(form);
  sent.set(button.name, button.value);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, headers: { "X-Requested-With": "fetch" }, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    show(form, await answer.text(), button);
  } catch {
    // the plain way knows what to say: a page that asks to log in, a sentence, an error page
    const way = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(way);
    form.removeAttribute("aria-busy");
    HTMLFormElement.prototype.submit.call(form);
  }
});

function show(form, html, button) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const fresh = holder.content.firstElementChild;
  const film = form.closest(".film");
  form.replaceWith(fresh);
  if (film) film.toggleAttribute("data-put-away", ["seen", "liked", "disliked", "not_now", "hidden"].some((word) => fresh.querySelector(`[name="unsay"][value="${word}"]`)));
  const same = [...fresh.querySelectorAll("button")].find((other) => other.value === button.value && other.name !== "exactly" && !other.closest("details:not([open])"));
  (same || fresh.querySelector("[name=exactly]") || fresh.querySelector("button")).focus();
}
