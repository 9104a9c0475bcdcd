// The picture of the last check-in, kept in this browser tab only, so that the result page can draw
// over it what the model looked at. It is never sent again, and is gone with the tab.

const KEY = "emoflix.picture";
const LONGEST_SIDE = 640;
const JPEG_QUALITY = 0.85;

export function forget() {
  sessionStorage.removeItem(KEY);
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
    sessionStorage.setItem(KEY, JSON.stringify({ data: canvas.toDataURL("image/jpeg", JPEG_QUALITY) }));
  } catch {
    forget(); // no picture, or no room: the result page draws a sketch instead
  }
}

// The kept picture, if it belongs to this check-in: the first one that asks after it was kept.
export async function recall(check) {
  const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
  if (!kept || (kept.check && kept.check !== check)) return null;
  sessionStorage.setItem(KEY, JSON.stringify({ ...kept, check }));
  const picture = new Image();
  picture.src = kept.data;
  await picture.decode();
  return picture;
}
