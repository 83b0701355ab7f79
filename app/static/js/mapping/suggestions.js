// Suggested elements, shown in the list if the facilitator has chosen to see them.
import { announce } from "../shared/announcer.js";
import { all, byId, first, required } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { storage } from "../shared/storage.js";
import { pause } from "../shared/timing.js";
import { WORKSHOP } from "../shared/workshop.js";
import { buttons, keyOf, nameOf } from "./elements.js";
import { idOf, notes } from "./queue.js";
import { digitOf, digitOfValue, SHOWN } from "./suggestion-rules.js";
import { anyKnown, ask, choice, isKnown, suggesting, suggestionFor } from "./suggestion-store.js";

/** The first request is small, so that the current note has its suggestions soon. */
const FIRST_NOTES = 4;
const MOST_NOTES = 20;
/** Milliseconds after which suggestions that failed are asked for again. */
const AGAIN_MS = 30_000;
const REMEMBERED = `suggestions ${WORKSHOP}`;

/**
 * The number that an element has as a suggestion for a note.
 * @param {HTMLElement | null} note
 * @param {string} element
 * @returns {number} 0 if it has none
 */
export function numberOf(note, element) {
  return shownFor(note).indexOf(element) + 1;
}

/**
 * The suggested element of a digit key.
 * @param {Pick<KeyboardEvent, "key" | "code" | "shiftKey">} event
 * @param {HTMLElement | null} note the current note
 * @returns {string | undefined}
 */
export function suggestedByKey(event, note) {
  return shownFor(note)[digitOf(event) - 1];
}

/** @param {HTMLElement | null} note */
const shownFor = (note) => suggestionFor(note)?.elements.slice(0, SHOWN) ?? [];

let announced = "";

/**
 * Show the numbers of the suggested elements in the list, whose order stays.
 * @param {HTMLElement | null} note the current note
 */
export function showSuggestions(note) {
  if (!choice) return;
  const elements = shownFor(note);
  for (const button of buttons()) mark(button, elements.indexOf(keyOf(button) ?? "") + 1);
  for (const value of all("[data-digit]", byId("book"))) {
    const digit = digitOfValue(Number(value.dataset.digit), suggesting());
    required("kbd", value).textContent = digit;
    if (digit) value.setAttribute("aria-keyshortcuts", digit);
    else value.removeAttribute("aria-keyshortcuts");
  }
  const stamp = note ? `${idOf(note)} ${elements.join(" ")}` : "";
  if (elements.length && stamp !== announced) {
    const names = elements.map((element, place) => `${place + 1} ${nameOf(element)}`).join(", ");
    announce(message("suggested", { names }), "suggested");
  }
  announced = stamp;
}

/** @param {HTMLElement} button @param {number} number 0 for none */
function mark(button, number) {
  const present = first(".suggested", button);
  if (present?.dataset.number === String(number)) return;
  present?.remove();
  if (!number) return;
  const [sign, label] = [document.createElement("span"), document.createElement("span")];
  label.className = "unseen";
  label.textContent = `${message("suggestion")} `;
  sign.className = "suggested";
  sign.dataset.number = String(number);
  sign.append(label, String(number));
  button.append(sign);
}

/**
 * Listen for the facilitator's choice, and fetch suggestions while they are chosen.
 * @param {object} callbacks
 * @param {() => HTMLElement | null} callbacks.current returns the current note, whose suggestions come first
 * @param {(complete: boolean) => void} callbacks.changed called when suggestions have arrived or the choice has changed;
 *   `complete` is true when every note has its suggestions
 * @returns {() => void} fetches the suggestions for new texts
 */
export function startSuggestions({ current, changed }) {
  const box = choice;
  if (!box) return () => {};
  let loading = false;

  /** The next notes to ask for, the current one first. */
  function missing() {
    const first = current();
    const waiting = [...(first ? [first] : []), ...notes().filter((note) => note !== first)].filter(
      (note) => !isKnown(note),
    );
    return waiting.slice(0, anyKnown() ? MOST_NOTES : FIRST_NOTES);
  }

  async function load() {
    if (loading || !suggesting()) return;
    loading = true;
    try {
      for (let asked = missing(); suggesting() && asked.length; asked = missing()) {
        const arrived = await ask(asked);
        changed(arrived && !missing().length);
        if (!arrived) await pause(AGAIN_MS);
      }
    } finally {
      loading = false;
    }
  }

  box.checked = storage.get(REMEMBERED) === "on";
  box.addEventListener("change", () => {
    storage.set(REMEMBERED, box.checked ? "on" : "off");
    changed(!missing().length);
    load();
  });
  load();
  return load;
}
