// What every page can do a little better with a script: close menus, say when the connection is gone, and
// keep a page for then. Without it everything works.
const here = document.querySelector("script[data-worker]");

const openMenus = "[data-menu][open], .film-actions details[open]";
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(openMenus)) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest(openMenus);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

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
