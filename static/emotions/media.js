// What camera and microphone share: asking, refusing in plain words, and handing a file to the form.

const REASONS = {
  NotAllowedError: "Permission was not given. You can allow it in the address bar, or choose a file instead.",
  NotFoundError: "No such device was found here. Choose a file instead.",
  NotReadableError: "Another program is using the device. Close it and try again, or choose a file.",
  OverconstrainedError: "No fitting device was found here. Choose a file instead.",
};

function why(error) {
  if (!window.isSecureContext) return "Browsers open camera and microphone only on secure (https) pages. Choose a file instead.";
  return REASONS[error.name] || "The device could not be opened. Choose a file instead.";
}

export function available() {
  return Boolean(window.isSecureContext && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
}

// The device's stream, or null after saying why not. While the browser asks, the card's buttons rest:
// a second tap would open a second stream that nobody lets go.
export async function ask(card, wanted, say) {
  const buttons = [...card.querySelectorAll("[data-controls] button")];
  buttons.forEach((one) => { one.disabled = true; });
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    say(why(error));
    return null;
  } finally {
    buttons.forEach((one) => { one.disabled = false; });
  }
}

export function letGo(stream) {
  if (stream) stream.getTracks().forEach((track) => track.stop());
}

export function hand(input, blob, name) {
  const files = new DataTransfer();
  if (blob) files.items.add(new File([blob], name, { type: blob.type }));
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true })); // as if the person had chosen it
}

export function button(text, onClick, kind = "quiet") {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `button ${kind}`;
  element.textContent = text;
  element.addEventListener("click", onClick);
  return element;
}
