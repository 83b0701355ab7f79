// The column heads: a question with too little room can be opened to its full text.
import { all, closest, first, required } from "../shared/dom.js";

/** @param {HTMLElement} head */
function measure(head) {
  if (head.hasAttribute("data-ui-open")) return;
  const texts = all("h2, .full", head);
  // A name that only screen readers get is as small as possible.
  const cut = (/** @type {HTMLElement} */ text) =>
    text.clientHeight > 1 && (text.scrollHeight > text.clientHeight + 2 || text.scrollWidth > text.clientWidth + 1);
  const clipped = texts.some((text) => !text.checkVisibility() || cut(text));
  head.toggleAttribute("data-ui-clipped", clipped);
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) measure(/** @type {HTMLElement} */ (target));
});

/** Watch the present heads. Call it again after updates, which may add, remove or reword questions. */
export function watchQuestions() {
  for (const head of all(".head")) {
    sizes.observe(head);
    measure(head);
  }
}

/** @param {HTMLElement} head @param {boolean} open */
function turn(head, open) {
  head.toggleAttribute("data-ui-open", open);
  required("[data-action=open-question]", head).setAttribute("aria-expanded", String(open));
}

/** Listen for presses on the buttons that open heads, and for Escape, which closes them. */
export function startQuestions() {
  watchQuestions();
  document.addEventListener("click", ({ target }) => {
    const head = closest(closest(target, "[data-action=open-question]"), ".head");
    if (head) turn(head, !head.hasAttribute("data-ui-open"));
  });
  document.addEventListener("keydown", ({ key }) => {
    const open = key === "Escape" && first(".head[data-ui-open]");
    if (open) turn(open, false);
  });
}
