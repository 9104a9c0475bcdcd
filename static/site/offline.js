// The page without a connection goes away by itself when the connection is back.
window.addEventListener("online", () => location.reload());
for (const button of document.querySelectorAll("[data-again]")) {
  button.addEventListener("click", () => location.reload());
  button.hidden = false;
}
