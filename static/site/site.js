// What every page can do a little better with a script: close the menu, say when the connection is gone, and
// keep a page for then. Without it everything works.
const here = document.querySelector("script[data-worker]");

const menu = document.querySelector("[data-menu]");
if (menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

const word = document.createElement("p");
word.className = "offline-word";
word.setAttribute("role", "status");
function showConnection() {
  word.textContent = navigator.onLine ? "" : here.dataset.offline;
  word.hidden = navigator.onLine;
}
document.querySelector(".top").after(word);
for (const change of ["online", "offline"]) window.addEventListener(change, showConnection);
showConnection();

if ("serviceWorker" in navigator && window.isSecureContext) {
  window.addEventListener("load", () => navigator.serviceWorker.register(here.dataset.worker).catch(() => {}));
}
