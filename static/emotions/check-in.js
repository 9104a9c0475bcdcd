// Enhances the check-in form; without this file it still works by typing, picking and uploading.
import { enhanceCamera } from "./camera.js";
import * as picture from "./kept-picture.js";
import * as recording from "./kept-recording.js";
import { enhanceRecorder } from "./recorder.js";

const form = document.querySelector("[data-check-in]");

if (form) {
  const camera = enhanceCamera(form.querySelector("[data-camera]"));
  const recorder = enhanceRecorder(form.querySelector("[data-recorder]"), "you ask for films");
  letGoOfPicks(form);
  let keeping = Promise.resolve();
  for (const [name, kept] of [["face", picture], ["voice", recording]]) {
    kept.forget();
    form.querySelector(`[name=${name}]`).addEventListener("change", (event) => {
      keeping = Promise.all([keeping, kept.keep(event.target.files[0])]);
    });
  }

  const submit = form.querySelector("[data-submit]");
  const words = submit.textContent;
  form.addEventListener("submit", async (event) => {
    camera.stop();
    if (recorder.recording()) {
      // the voice reaches the form only after the recorder has closed its file
      event.preventDefault();
      await recorder.finish();
      await keeping;
      form.requestSubmit(submit);
      return;
    }
    picture.send();
    recording.send();
    submit.disabled = true;
    submit.textContent = "Reading your mood …";
  });
  // a page that comes back from the browser's cache must not keep a dead button
  window.addEventListener("pageshow", () => {
    submit.disabled = false;
    submit.textContent = words;
  });
}

function letGoOfPicks(form) {
  const button = form.querySelector("[data-unpick]");
  const picks = [...form.querySelectorAll("[name=emotion]")];
  const show = () => { button.hidden = !picks.some((pick) => pick.checked); };
  button.type = "button";
  button.addEventListener("click", () => {
    picks.forEach((pick) => { pick.checked = false; });
    show();
  });
  picks.forEach((pick) => pick.addEventListener("change", show));
  show();
}
