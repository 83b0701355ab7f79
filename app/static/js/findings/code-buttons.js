// The codes as buttons beside an interview: which of them the chosen words have, and on a phone those used last.
import { all, closest, first, required } from "../shared/dom.js";
import { storage } from "../shared/storage.js";

/** @typedef {import("./spans.js").Span} Span */

// As in transcript.css: below this width the codes are a sheet at the foot of the window.
const narrow = matchMedia("(max-width: 699.98px)");
const MOST_RECENT = 3;

/** The keys of the codes given last in this browser, the newest first. @returns {string[]} */
const recent = () => (storage.get(name()) ?? "").split(" ").filter(Boolean);
const name = () => `recent-codes-${first("[data-programme]")?.dataset.programme}`;

/** The words for which the row of recent codes was filled, as "start-end". */
let filledFor = "";

/**
 * Show which codes the chosen words have, and open or close the sheet.
 * @param {HTMLFormElement} form
 * @param {Span | null} span
 */
export function showCodes(form, span) {
  const at = span && first(`.margin [data-start="${span.start}"][data-end="${span.end}"]`);
  const given = at?.dataset.codes?.split(" ") ?? [];
  form.toggleAttribute("data-open", span !== null);
  fillRecent(form, span ? `${span.start}-${span.end}` : "", given);
  for (const button of /** @type {HTMLButtonElement[]} */ (all("button:not([data-undo])", form))) {
    button.disabled = span === null;
    if (!button.dataset.element) continue;
    const has = given.includes(button.dataset.element);
    button.name = has ? "take" : "give";
    button.setAttribute("aria-pressed", String(has));
  }
}

/**
 * Keep which codes this form gives.
 * @param {HTMLFormElement} form
 */
export function keepRecent(form) {
  form.addEventListener("submit", ({ submitter }) => {
    const button = /** @type {HTMLButtonElement | null} */ (submitter);
    if (button?.name !== "give") return;
    const others = recent().filter((key) => key !== button.value);
    storage.set(name(), [button.value, ...others].slice(0, MOST_RECENT).join(" "));
  });
}

/**
 * On a phone, put the codes of the chosen words and those used last above the list. They stay where they are until
 * other words are chosen, so that none moves under a finger.
 * @param {HTMLFormElement} form
 * @param {string} words
 * @param {string[]} given
 */
function fillRecent(form, words, given) {
  const box = required("#recent", form);
  box.hidden = !narrow.matches || !words || !box.querySelector("li");
  if (!narrow.matches || !words || words === filledFor) return;
  filledFor = words;
  form.scrollTop = 0;
  const find = /** @type {HTMLInputElement} */ (required("#find-code", form));
  find.value = "";
  find.dispatchEvent(new Event("input"));
  const keys = [...new Set([...given, ...recent()])].slice(0, Math.max(MOST_RECENT, given.length));
  const items = keys.flatMap((key) => {
    const button = first(`.code-lists [data-element="${CSS.escape(key)}"]`, form);
    const item = button && /** @type {HTMLElement} */ (closest(button, "li")?.cloneNode(true));
    if (!button || !item) return [];
    item.hidden = false;
    const group = closest(button, "[data-group]")?.dataset.group;
    if (group) item.dataset.group = group;
    required("button", item).removeAttribute("aria-keyshortcuts");
    return [item];
  });
  required("ul", box).replaceChildren(...items);
  box.hidden = items.length === 0;
}
