// Words and choices of an unsent check-in, kept in this browser tab until they are sent: going back, a reload
// or a log-in in between lose nothing. Pictures and voices are not among them.
const NAME = "emoflix.draft";
const FIELDS = ["text", "emotion", "mode", "language", "actor"];

export function keepDraft(form) {
  const fields = () => FIELDS.map((name) => [name, form.elements.namedItem(name)]).filter(([, field]) => field);
  const all = JSON.parse(sessionStorage.getItem(NAME) || "{}");
  const kept = all.who === form.dataset.checkIn ? all : {}; // somebody else's words are not shown
  for (const [name, field] of fields()) if (kept[name] && !field.value) field.value = kept[name];
  if (kept.mode) form.elements.namedItem("mode").value = kept.mode;
  const more = form.querySelector("[data-more]");
  if (kept.language || kept.actor) more.open = true;
  const keep = () => sessionStorage.setItem(NAME, JSON.stringify({
    who: form.dataset.checkIn,
    ...Object.fromEntries(fields().map(([name, field]) => [name, field.value]).filter(([, value]) => value)),
  }));
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
}

export function dropDraft() {
  sessionStorage.removeItem(NAME);
}
