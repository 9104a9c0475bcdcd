// Records the two sentences and sends them through the API, so that a good recording stays on the page
// when the other one cannot be used. Without this file the form is sent as it is.
import { enhanceRecorder } from "./recorder.js";
import { say } from "./words.js";

const TOLD_HERE = [400, 403, 422]; // sentences about the recordings, or the consent that is missing
const form = document.querySelector("[data-usual-voice]");

if (form) {
  const cards = [...form.querySelectorAll("[data-recorder]")];
  const submit = form.querySelector("[data-submit]");
  const words = submit.textContent;
  const recorders = cards.map((card) => enhanceRecorder(card, say("you_press", { button: words })));
  const finish = (besides) => Promise.all(
    recorders.filter((one) => one !== besides && one.recording()).map((one) => one.finish()),
  );
  // one microphone, one sentence at a time
  cards.forEach((card, place) => card.addEventListener("click", () => finish(recorders[place])));

  const rest = (resting) => {
    submit.disabled = resting;
    submit.textContent = resting ? say("learning") : words;
  };
  window.addEventListener("pageshow", () => rest(false));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    rest(true);
    await finish();
    const answer = await send().catch(() => null);
    if (answer && answer.ok) {
      window.location.assign(window.location.pathname);
    } else if (answer && !TOLD_HERE.includes(answer.status)) {
      form.submit(); // whatever it is, the page says it
    } else {
      tell(answer ? (await answer.json()).errors : null);
      rest(false);
    }
  });

  function send() {
    return fetch(form.dataset.api, {
      method: "PUT",
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      body: new FormData(form),
    });
  }

  // `why` holds sentences by field, or is null when the site did not answer.
  function tell(why) {
    const refused = cards.map((card) => Boolean(why && why[inputOf(card).name]));
    cards.forEach((card, place) => {
      const list = document.createElement("ul");
      list.className = "errorlist";
      for (const sentence of refused[place] ? why[inputOf(card).name] : []) {
        list.append(Object.assign(document.createElement("li"), { textContent: sentence }));
      }
      card.querySelector("[data-error]").replaceChildren(...(refused[place] ? [list] : []));
      inputOf(card).setAttribute("aria-invalid", String(refused[place]));
    });
    form.querySelector("[data-error-consent]").textContent = (why && why.consent_voice) || "";
    form.querySelectorAll("[data-told-before]").forEach((old) => old.remove());
    const notice = form.querySelector("[data-refused]");
    notice.textContent = `${say("nothing_stored")} ${still(refused, why)}`;
    notice.hidden = false;
    notice.scrollIntoView({ block: "center" });
  }

  function still(refused, why) {
    if (why && !refused.includes(true)) return say("kept_both");
    if (!refused.includes(true)) return say("no_answer_both");
    if (!refused.includes(false)) return say("both_again");
    return say("one_again", { kept: refused.indexOf(false) + 1, needed: refused.indexOf(true) + 1 });
  }

  function inputOf(card) {
    return card.querySelector("input[type=file]");
  }
}
