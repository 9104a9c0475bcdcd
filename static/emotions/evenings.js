// Another evening without a new page: says so to those who do not see it, and leads on where it fails.
export function tellOfOtherFilms() {
  const said = document.createElement("p");
  said.className = "hidden-word";
  said.setAttribute("role", "status");
  document.querySelector("main").append(said);

  const form = () => document.querySelector("[data-evening]");
  document.addEventListener("htmx:afterSettle", () => { said.textContent = form().dataset.told; });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, () => { said.textContent = form().dataset.failed; said.className = "notice error"; form().after(said); });
  }
}
