// Send a form and keep the page: resolves to { status, told, elsewhere } with the answer's JSON, or told: null
// where the answer is a page; `elsewhere` when another address answered. Rejects where no answer comes.
// `progress` hears how much has gone out, 0 to 1.

export function send(form, body, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch cannot say how far an upload is
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
    request.addEventListener("error", reject);
    request.addEventListener("abort", reject);
    request.addEventListener("load", () => resolve({
      status: request.status,
      told: json(request),
      elsewhere: request.responseURL !== form.action,
    }));
    request.send(body);
  });
}

function json(request) {
  if (!(request.getResponseHeader("Content-Type") || "").startsWith("application/json")) return null;
  return JSON.parse(request.responseText);
}
