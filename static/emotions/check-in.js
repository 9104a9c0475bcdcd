// Enhances the check-in form; without this file it still works by typing, picking and uploading.
import { enhanceCamera } from "./camera.js";
import { dropDraft, keepDraft } from "./draft.js";
import { enhanceKeeping } from "./keep-here.js";
import * as picture from "./kept-picture.js";
import * as recording from "./kept-recording.js";
import { askLater } from "./media.js";
import { enhanceRecorder } from "./recorder.js";
import { send } from "./send.js";
import { say } from "./words.js";

const SLOW_MS = 6000;
const form = document.querySelector("[data-check-in]");

if (form) enhance();

function enhance() {
  keepDraft(form);
  const [face, voice] = ["[data-camera]", "[data-recorder]"].map((card) => form.querySelector(card));
  const scoresInstead = enhanceKeeping(face);
  [face, voice].forEach(askLater);
  const camera = enhanceCamera(face);
  const recorder = enhanceRecorder(voice, say("you_ask"));
  const busy = busyButton();
  letGoOfPicks();
  offerExamples();
  let keeping = Promise.resolve();
  for (const [name, kept] of [["face", picture], ["voice", recording]]) {
    kept.forget();
    form.elements.namedItem(name).addEventListener("change", (event) => {
      tell(name, []);
      keeping = Promise.all([keeping, kept.keep(event.target.files[0])]);
    });
  }

  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return; // a second tap sends nothing twice
    sending = true;
    tellAll({});
    busy.start();
    camera.stop();
    const went = await go().catch(() => { tellAll({ __all__: [say("no_answer")] }); return false; });
    if (went) return; // the button rests until the result is there
    sending = false;
    busy.stop();
  });

  // Resolves to true when the page is about to change.
  async function go() {
    if (recorder.recording()) await recorder.finish(); // only then the voice is in the form
    await keeping;
    const body = new FormData(form);
    const why = await scoresInstead(body);
    if (why) {
      tellAll({ face: [why] });
      return false;
    }
    picture.send();
    recording.send();
    const { status, told, elsewhere } = await send(form, body, busy.progress);
    if (elsewhere) {
      tellAll({ __all__: [say("logged_out")] });
      return false;
    }
    if (told && told.address) {
      dropDraft();
      window.location.assign(told.address);
      return true;
    }
    if (told) tellAll(told);
    else if (status === 413) tellAll({ __all__: [say("too_much")] });
    else tellAll({ __all__: [say("went_wrong")] });
    return false;
  }

  // a page that comes back from the browser's memory must not keep a dead button
  window.addEventListener("pageshow", () => {
    sending = false;
    busy.stop();
  });
}

// Every sentence beside its field; the first is brought into view. `why` holds lists by field.
function tellAll({ face_scores: scores = [], face = [], ...others }) {
  const why = { ...others, face: [...face, ...scores] };
  for (const place of form.querySelectorAll("[data-told]")) tell(place.dataset.told, why[place.dataset.told] || []);
  const first = [...form.querySelectorAll("[data-told]")].find((place) => place.childElementCount);
  if (first) first.scrollIntoView({ block: "center" });
}

function tell(name, sentences) {
  const place = form.querySelector(`[data-told="${name}"]`);
  const list = document.createElement("ul");
  list.className = "errorlist";
  list.append(...sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
  place.replaceChildren(...(sentences.length ? [list] : []));
  if (sentences.length) place.closest("section, form").dispatchEvent(new Event("refused"));
  const input = form.querySelector(`#id_${name}`);
  if (input) input.setAttribute("aria-invalid", String(sentences.length > 0));
}

function busyButton() {
  const submit = form.querySelector("[data-submit]");
  const bar = form.querySelector("[data-progress]");
  const status = form.querySelector("[data-sending]");
  const words = submit.textContent;
  let slow = 0;
  const show = (text, value) => {
    submit.textContent = text;
    if (value === undefined) bar.removeAttribute("value");
    else bar.value = value;
  };
  return {
    start() {
      submit.setAttribute("aria-disabled", "true"); // a disabled button would drop the keyboard's place
      bar.hidden = false;
      show(say("reading_mood"));
      slow = setTimeout(() => { status.textContent = say("still_working"); }, SLOW_MS);
    },
    progress: (share) => (share < 1 ? show(say("sending"), share) : show(say("reading_mood"))),
    stop() {
      clearTimeout(slow);
      submit.removeAttribute("aria-disabled");
      bar.hidden = true;
      status.textContent = "";
      show(words);
    },
  };
}

function letGoOfPicks() {
  const button = form.querySelector("[data-unpick]");
  const picks = [...form.querySelectorAll("[name=emotion]")];
  const show = () => { button.hidden = !picks.some((pick) => pick.checked); };
  button.type = "button";
  button.addEventListener("click", () => {
    picks.forEach((pick) => { pick.checked = false; });
    form.dispatchEvent(new Event("change"));
    show();
  });
  picks.forEach((pick) => pick.addEventListener("change", show));
  show();
}

function offerExamples() {
  const text = form.elements.namedItem("text");
  const row = form.querySelector("[data-examples]");
  row.addEventListener("click", (event) => {
    const example = event.target.closest("button");
    if (!example) return;
    text.value = example.textContent.trim();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
}
