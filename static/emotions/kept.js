// What the result page shows of the last check-in and the site does not keep: it stays in this browser
// tab only, is never sent again, is forgotten with the next check-in, and is gone with the tab.

const PREFIX = "emoflix.";

export function forget(name) {
  sessionStorage.removeItem(PREFIX + name);
}

// Keep a data: address, or nothing where there is no room.
export function keep(name, data) {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify({ data }));
  } catch {
    forget(name);
  }
}

// What is kept goes out with the form now: the next result is its own.
export function send(name) {
  const kept = stored(name);
  if (kept) sessionStorage.setItem(PREFIX + name, JSON.stringify({ data: kept.data, sent: true }));
}

// The kept address, if it belongs to this check-in: the first one that asks after it was sent.
export function recall(name, check) {
  const kept = stored(name);
  if (!kept || !kept.sent || (kept.check && kept.check !== check)) return null;
  sessionStorage.setItem(PREFIX + name, JSON.stringify({ ...kept, check }));
  return kept.data;
}

function stored(name) {
  return JSON.parse(sessionStorage.getItem(PREFIX + name) || "null");
}
