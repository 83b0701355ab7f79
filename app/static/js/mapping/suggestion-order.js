// What suggestions add to the list of notes: the order "most certain first", and the filter "second look".
import { move, putInPlace } from "../live/place.js";
import { byId, first, required } from "../shared/dom.js";
import { codesOf, isMapped } from "./codings.js";
import { isElement } from "./elements.js";
import { keepsPlace } from "./parked.js";
import { holdEntry, notes, releaseEntry } from "./queue.js";
import { needsSecondLook, rankByCertainty, rankByServer } from "./suggestion-rules.js";
import { suggesting, suggestionFor } from "./suggestion-store.js";

/** Missing if this installation has no suggestions. */
const group = first("[data-suggesting]");
const order = /** @type {HTMLSelectElement | null} */ (group && required("select", group));
const again = /** @type {HTMLInputElement | null} */ (group && required("input", group));

/** Whether the list shows only notes for a second look. */
export const looksAgain = () => again?.checked ?? false;

/**
 * Whether a note is for a second look.
 * @param {HTMLElement} note
 */
export const isForSecondLook = (note) => needsSecondLook(codesOf(note), suggestionFor(note), isElement);

/** Listen for the choice of an order. */
export function startOrder() {
  order?.addEventListener("change", orderNotes);
}

/** Offer order and filter while suggestions are shown, and take both back when they no longer are. */
export function offerOrder() {
  if (!group || !order || !again || group.hidden === !suggesting()) return;
  group.hidden = !suggesting();
  if (suggesting()) return;
  order.value = "";
  again.checked = false;
  byId("find").dispatchEvent(new Event("input"));
  orderNotes();
}

/** Put all notes in the chosen order. */
export function orderNotes() {
  if (!order || (!order.value && !notes().some((note) => note.dataset.rank !== rankByServer(rank(note))))) return;
  holdEntry();
  for (const note of notes()) note.dataset.rank = rankNow(note);
  const sorted = notes().sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
  for (const note of sorted) move(byId("queue"), note, null);
  releaseEntry();
}

/**
 * Put notes that an update has changed back in the chosen order.
 * @param {Iterable<HTMLElement>} touched
 */
export function orderAgain(touched) {
  if (!order?.value) return;
  for (const note of touched) {
    note.dataset.rank = rankNow(note);
    if (!keepsPlace(note, null)) putInPlace(note, keepsPlace);
  }
}

/** @param {HTMLElement} note */
const rank = (note) => note.dataset.rank ?? "";

/** @param {HTMLElement} note */
function rankNow(note) {
  const suggestion = order?.value && !isMapped(note) ? suggestionFor(note) : undefined;
  const byServer = rankByServer(rank(note));
  return suggestion ? rankByCertainty(byServer, suggestion.certainty) : byServer;
}
