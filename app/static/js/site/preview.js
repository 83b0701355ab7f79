// Shows what people type elsewhere on the page: in the preview of a new workshop, and in the lines of its questions.
import { all, byId } from "../shared/dom.js";

/** Keep everything that shows a field of the form up to date. */
export function startPreview() {
  if (!document.querySelector("[data-shows]")) return;
  document.addEventListener("input", ({ target }) => show(/** @type {HTMLInputElement} */ (target)));
  // After Back, the browser has filled in the fields again.
  for (const name of new Set(all("[data-shows]").map((part) => part.dataset.shows ?? ""))) {
    show(/** @type {HTMLInputElement} */ (byId(name)));
  }
  for (const chosen of all("form :checked")) show(/** @type {HTMLInputElement} */ (chosen));
}

/** @param {HTMLInputElement} field */
function show(field) {
  for (const part of all("[data-shows]").filter((one) => one.dataset.shows === field.id)) {
    part.textContent = words(field) || (part.dataset.empty ?? "");
  }
  for (const part of all("[data-when]")) {
    const [name, value] = (part.dataset.when ?? "").split("=");
    if (name === field.name) part.hidden = value !== field.value;
  }
}

/**
 * The text of a field, with a date in words.
 * @param {HTMLInputElement} field
 */
function words(field) {
  if (field.type !== "date") return field.value;
  const day = field.valueAsDate;
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  return day ? new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(day) : "";
}
