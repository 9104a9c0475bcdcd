// Records the two sentences and sends them through the API, so that a good recording stays on the page
// when the other one cannot be used. Without this file the form is sent as it is.
import { enhanceRecorder } from "./recorder.js";

const OK_TO_TELL = [400, 422];
const form = document.querySelector("[data-usual-voice]");

if (form) {
  const cards = [...form.querySelectorAll("[data-recorder]")];
  const submit = form.querySelector("[data-submit]");
  const words = submit.textContent;
  const recorders = cards.map((card) => enhanceRecorder(card, `you press “${words}”`));
  const finish = (besides) => Promise.all(
    recorders.filter((one) => one !== besides && one.recording()).map((one) => one.finish()),
  );
  // one microphone, one sentence at a time
  cards.forEach((card, place) => card.addEventListener("click", () => finish(recorders[place])));

  const rest = (resting) => {
    submit.disabled = resting;
    submit.textContent = resting ? "Listening …" : words;
  };
  window.addEventListener("pageshow", () => rest(false));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    rest(true);
    await finish();
    const refused = await send().catch(() => null);
    if (!refused) {
      form.submit(); // whatever went wrong, the page can say it
      return;
    }
    if (refused.length === 0) {
      window.location.assign(window.location.pathname);
      return;
    }
    rest(false);
    tell(refused);
  });

  // What the site could not use, [field, sentences] pairs; none when it has learned the voice.
  async function send() {
    const answer = await fetch(form.dataset.api, {
      method: "PUT",
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      body: new FormData(form),
    });
    if (answer.ok) return [];
    return OK_TO_TELL.includes(answer.status) ? Object.entries(await answer.json()) : null;
  }

  function tell(refused) {
    const why = new Map(refused);
    const usable = cards.filter((card) => !why.has(inputOf(card).name));
    cards.forEach((card) => {
      const input = inputOf(card);
      const list = document.createElement("ul");
      list.className = "errorlist";
      (why.get(input.name) || []).forEach((sentence) => {
        list.append(Object.assign(document.createElement("li"), { textContent: sentence }));
      });
      card.querySelector("[data-error]").replaceChildren(...(list.children.length ? [list] : []));
      input.setAttribute("aria-invalid", String(why.has(input.name)));
    });
    const notice = form.querySelector("[data-refused]");
    notice.textContent = usable.length
      ? "Nothing was stored yet. The other recording is still here; only this one is needed again."
      : "Nothing was stored yet. Please record both sentences again.";
    notice.hidden = false;
    notice.scrollIntoView({ block: "center" });
  }

  function inputOf(card) {
    return card.querySelector("input[type=file]");
  }
}
