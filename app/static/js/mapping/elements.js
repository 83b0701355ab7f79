// The framework on the mapping page: a button for each element and value.
import { all, byId, first } from "../shared/dom.js";
import { letterOf, shortcutOf } from "../shared/letter-key.js";
import { NOT_ABOUT } from "./exclusion.js";

// Looked for in their own parts of the page: beside them are a thousand notes.
/** The buttons, in their order. */
export const buttons = () => all("[data-element]", byId("book"));

/** @param {string} element */
const buttonOf = (element) => buttons().find((button) => button.dataset.element === element);

/** @param {string} shortcut */
const buttonFor = (shortcut) => buttons().find((button) => button.getAttribute("aria-keyshortcuts") === shortcut);

/** @param {HTMLElement} button @returns {string} */
export const nameOn = (button) => first(".name", button)?.textContent ?? "";

/**
 * The name of an element.
 * @param {string} element
 * @returns {string} its key if it is no longer in the framework
 */
export function nameOf(element) {
  const button = buttonOf(element);
  return button ? nameOn(button) : element;
}

/**
 * Whether a key belongs to an element, not to a value or to "not about the framework".
 * @param {string} key
 * @returns {boolean}
 */
export function isElement(key) {
  return key !== NOT_ABOUT && !first(`[data-element="${CSS.escape(key)}"][data-value]`, byId("book"));
}

/**
 * The key of the element or value that a button or a slice of the wheel means.
 * @param {HTMLElement} target
 * @returns {string | undefined}
 */
export const keyOf = (target) => target.dataset.element ?? target.dataset.slice;

/**
 * The element of a key: by the letter on the key, or else by the position of the key, for keyboards of other alphabets
 * and for digits that need Shift. Shift and a digit, by its position, are a facet.
 * @param {Pick<KeyboardEvent, "key" | "code" | "shiftKey">} event
 * @returns {string | undefined}
 */
export function elementByKey(event) {
  const wanted = shortcutOf(event) || letterOf(event);
  return wanted ? buttonFor(wanted)?.dataset.element : undefined;
}

/**
 * Show which elements the current note has, in the list and on the wheel.
 * @param {ReadonlySet<string>} codes
 */
export function showGiven(codes) {
  const has = (/** @type {string} */ key) => codes.has(key);
  for (const button of buttons()) button.setAttribute("aria-pressed", String(has(keyOf(button) ?? "")));
  for (const slice of all("[data-slice]", byId("wheel"))) {
    slice.toggleAttribute("data-ui-coded", has(keyOf(slice) ?? ""));
  }
}
