// Search as one types, and filters: one's own, never anybody else's. What does not fit is put aside in this page only.
import { announce, say } from "./words.js";

// Of a note, what somebody wrote and the name it stands under; not its buttons, its time, or what else is painted with it.
const written = (item) => Array.from(item.querySelectorAll(".words, .by bdi"), (part) => part.textContent.toLocaleLowerCase()).join(" ");

/**
 * Put aside every item that does not fit the form; `fits(item, values)` looks at all but the words. Returns a function that
 * looks again: at all items, or at those it is given.
 */
export function finder(form, items, fits) {
  const none = form.querySelector("[data-none]");
  const clear = form.querySelector("[type=reset]");
  let asked = false;

  function look(some) {
    const values = Object.fromEntries(new FormData(form));
    const words = (values.words ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const wasAsked = asked;
    asked = Object.values(values).some(Boolean);
    form.toggleAttribute("data-ui-filtering", asked);
    if (!asked && !wasAsked) return 0;
    for (const item of some ?? items()) {
      const text = words.length ? written(item) : "";
      const aside = asked && !(words.every((word) => text.includes(word)) && fits(item, values));
      if (aside !== item.hasAttribute("data-ui-filtered")) item.toggleAttribute("data-ui-filtered", aside);
    }
    const shown = asked ? items().filter((item) => !item.hasAttribute("data-ui-filtered")).length : 0;
    none.hidden = !asked || shown > 0;
    return shown;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const shown = look();
    if (asked) announce(say("found", { n: shown }), "found");
  });
  form.addEventListener("reset", () => {
    // The button that was pressed goes away; whoever pressed it by keyboard is not sent to the top of the page.
    if (document.activeElement === clear) form.elements.words.focus();
    setTimeout(look);
  });
  look();
  return look;
}

// What is folded away until it is wanted: the filters, and on a phone the search itself.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unfold]");
  if (!button) return;
  const open = !document.getElementById(button.dataset.unfold).hasAttribute("data-ui-open");
  unfold(button, open);
  button.closest("details")?.removeAttribute("open");
  if (open) document.getElementById(button.dataset.unfold).querySelector("input, select").focus();
});

/** Show or hide what a button unfolds. */
export function unfold(button, open) {
  button.setAttribute("aria-expanded", open);
  document.getElementById(button.dataset.unfold).toggleAttribute("data-ui-open", open);
}
