// What camera and microphone share: explaining, asking, refusing in plain words, and handing a file to the form.
import { say } from "./words.js";

const REASONS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

// Why devices cannot be opened here at all, or null.
export function hindrance() {
  if (!window.isSecureContext) return say("insecure");
  return navigator.mediaDevices && navigator.mediaDevices.getUserMedia ? null : say("too_old");
}

// Resolves to true once the person has agreed and the browser may ask. What will happen is explained first,
// unless both were settled before. `device` is "camera" or "microphone".
export async function explained(card, device) {
  const consent = card.closest("form").querySelector(`[data-consent="${device}"]`);
  const ticked = consent ? consent.querySelector("input") : null;
  if ((!ticked || ticked.checked) && (await permitted(device))) return true;
  return new Promise((settle) => {
    const note = document.createElement("div");
    note.className = "explained";
    const close = (answer) => { note.remove(); settle(answer); };
    const text = document.createElement("p");
    text.textContent = say(`before_${device}`);
    const agree = button(say(consent ? "agree_and_open" : "open"), () => {
      if (ticked && !ticked.checked) ticked.click();
      close(true);
    }, "");
    const row = document.createElement("p");
    row.className = "row";
    row.append(agree, button(say("not_now"), () => close(false)));
    note.append(text, ...(consent ? [quoted(consent)] : []), row);
    card.querySelector("[data-controls]").before(note);
    agree.focus();
  });
}

// What is asked about a sense waits until the sense is used: a file is chosen, or something was refused.
export function askLater(card) {
  const show = (aside) => aside.classList.add("asked"); // until then the style sheet hides it
  const asides = [...card.querySelectorAll("[data-consent], [data-keep-here]")];
  const refused = card.querySelector("[role=alert] li");
  asides.filter((aside) => refused || aside.querySelector("input").checked).forEach(show);
  for (const use of ["change", "refused"]) card.addEventListener(use, () => asides.forEach(show));
}

function quoted(consent) {
  const text = document.createElement("p");
  text.className = "small";
  text.append(consent.querySelector("[data-wording]").textContent.trim());
  const more = consent.querySelector("a[target]");
  if (more) text.append(" ", more.cloneNode(true));
  return text;
}

async function permitted(device) {
  try {
    return (await navigator.permissions.query({ name: device })).state === "granted";
  } catch {
    return false; // a browser that cannot be asked beforehand
  }
}

// The device's stream, or null after saying why not. While the browser asks, the card's buttons rest:
// a second tap would open a second stream that nobody lets go.
export async function ask(card, device, wanted, tell) {
  const buttons = [...card.querySelectorAll("[data-controls] button")];
  buttons.forEach((one) => { one.disabled = true; });
  try {
    if (!(await explained(card, device))) {
      tell("");
      return null;
    }
    tell(say("asking"));
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    tell(say(REASONS[error.name] || "not_opened"));
    return null;
  } finally {
    buttons.forEach((one) => { one.disabled = false; });
  }
}

export function letGo(stream) {
  if (stream) stream.getTracks().forEach((track) => track.stop());
}

// Calls back when the device goes away by itself: unplugged, or taken back in the browser's bar.
export function onLoss(stream, callBack) {
  stream.getTracks().forEach((track) => track.addEventListener("ended", callBack, { once: true }));
}

export function hand(input, blob, name) {
  const files = new DataTransfer();
  if (blob) files.items.add(new File([blob], name, { type: blob.type }));
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true })); // as if the person had chosen it
}

// Other buttons in place of those that were there; who worked them by keyboard goes on at the first.
export function offer(controls, ...buttons) {
  const lost = [document.body, ...controls.children].includes(document.activeElement);
  const replaced = controls.childElementCount > 0;
  controls.replaceChildren(...buttons);
  if (lost && replaced) buttons[0].focus({ preventScroll: true });
}

export function button(text, onClick, kind = "quiet") {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `button ${kind}`;
  element.textContent = text;
  element.addEventListener("click", onClick);
  return element;
}
