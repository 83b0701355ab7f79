// Which link between partners a new note is about: what people say would help, while they rate links.
import { all, closest, field, first } from "../shared/dom.js";

/** Let people choose in the rating what their note is about, and take it back in the composer. */
export function startPartners() {
  document.addEventListener("click", ({ target }) => {
    const helps = closest(target, "#ask [data-helps]");
    const box = helps && first(helps.getAttribute("href") ?? "");
    if (helps && box) {
      choosePartner(composerOf(box), closest(helps, "fieldset")?.dataset.key);
      box.focus();
    }
    const form = composerOf(closest(target, "[data-action=no-partner]"));
    if (form) {
      forgetPartner(form);
      field(form, "text").focus();
    }
  });
}

/**
 * Say in a composer which link its note is about. Nothing changes if the page has no rating of such a link.
 * @param {HTMLFormElement | null} form
 * @param {string | undefined} key the key of the partner
 */
export function choosePartner(form, key) {
  const rated = all("#ask fieldset[data-key]").find((set) => set.dataset.key === key);
  const shown = form && first("[data-about-link]", form);
  const name = shown && first("bdi", shown);
  if (!rated || !name) return;
  field(form, "partner").value = key ?? "";
  name.textContent = first(".name", rated)?.textContent ?? "";
  shown.hidden = false;
}

/**
 * The next note of a composer is about no link. Team members have no such field.
 * @param {HTMLFormElement} form
 */
export function forgetPartner(form) {
  const shown = first("[data-about-link]", form);
  if (!shown) return;
  field(form, "partner").value = "";
  shown.hidden = true;
}

/** @param {EventTarget | null} target */
const composerOf = (target) => /** @type {HTMLFormElement | null} */ (closest(target, ".composer"));
