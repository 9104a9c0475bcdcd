// The picture of the last check-in, so that the result page can draw over it what the model looked at.
import * as kept from "./kept.js";

const NAME = "picture";
const LONGEST_SIDE = 640;
const JPEG_QUALITY = 0.85;

export function forget() {
  kept.forget(NAME);
}

export function send() {
  kept.send(NAME);
}

export async function keep(file) {
  forget();
  if (!file) return;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    kept.keep(NAME, canvas.toDataURL("image/jpeg", JPEG_QUALITY));
  } catch {
    forget(); // no picture: the result page draws a sketch instead
  }
}

export async function recall(check) {
  const data = kept.recall(NAME, check);
  if (!data) return null;
  const picture = new Image();
  picture.src = data;
  await picture.decode();
  return picture;
}
