// The recording of the last check-in, so that the result page can play it over its timeline.
import * as kept from "./kept.js";

const NAME = "recording";
const MOST_BYTES = 1_500_000; // a minute as browsers record it; a tab has room for about five million characters

export function forget() {
  kept.forget(NAME);
}

export function send() {
  kept.send(NAME);
}

export async function keep(file) {
  forget();
  if (!file || !file.size || file.size > MOST_BYTES) return;
  const reader = new FileReader();
  const read = new Promise((done) => reader.addEventListener("loadend", done));
  reader.readAsDataURL(file);
  await read;
  if (reader.result) kept.keep(NAME, reader.result);
}

// An address that a player can use; the site's policy lets it play no data: address.
export async function recall(check) {
  const data = kept.recall(NAME, check);
  if (!data) return null;
  const comma = data.indexOf(",");
  const type = data.slice("data:".length, comma).replace(/;base64$/, "");
  const bytes = Uint8Array.from(atob(data.slice(comma + 1)), (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type }));
}
