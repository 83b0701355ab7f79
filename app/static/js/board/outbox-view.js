// Shows unsaved notes below the saved ones, outside everything that updates change.
import { all, byId, closest, first, required } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { endEdit, showEdit } from "./edit-view.js";

/** @typedef {import("./outbox-entries.js").Entry} Entry */
/** @typedef {"sending" | "waiting" | "refused" | "saved"} EntryState */

/** @param {Pick<Entry, "kind" | "id">} entry */
const idOf = ({ kind, id }) => `pending-${kind}-${id}`;

/**
 * The id of the element with an entry's text.
 * @param {Pick<Entry, "kind" | "id">} entry
 * @returns {string}
 */
export const wordsOf = (entry) => `${idOf(entry)}-words`;

/**
 * Whether a note is on this page, on the board or among the reader's own, or a comment is among the reader's own.
 * @param {string} id
 * @param {string} [text] if given, the note must have these words, apart from white space
 * @returns {boolean}
 */
export function isOnPage(id, text) {
  const own = CSS.escape(id);
  const note = document.getElementById(`note-${id}`) ??
    first(`#private-fragment :is([data-own="${own}"], [data-own-comment="${own}"])`);
  if (!note || text === undefined) return Boolean(note);
  return withoutSpace(required(".words", note).textContent) === withoutSpace(text);
}

/** @param {string} text */
const withoutSpace = (text) => text.replace(/\s+/g, "");

/**
 * Show an entry and its state.
 * @param {Entry} entry
 * @param {EntryState} state
 * @param {() => Node[]} answers the buttons beside an entry that was refused
 */
export function showEntry(entry, state, answers) {
  if (entry.kind === "edit") {
    if ((state === "sending" || state === "waiting") && showEdit(entry, state)) return;
    endEdit(entry.id, false);
  }
  const item = document.getElementById(idOf(entry)) ?? add(entry);
  required(".words", item).textContent = entry.fields.text ?? "";
  if (item.dataset.state === state) return;
  const sentence = state === "refused" ? `${message("refused")} ${entry.refused}` : message(state);
  required(".state", item).textContent = sentence;
  required(".answers", item).replaceChildren(...(state === "refused" ? answers() : []));
  // Set last, so that after a failure the next drawing tries again.
  item.dataset.state = state;
}

/**
 * Show that an entry has been saved. A new note stays until an update adds it to the board.
 * @param {Entry} entry
 */
export function showSaved(entry) {
  if (entry.kind === "edit") endEdit(entry.id, true);
  const item = document.getElementById(idOf(entry));
  if (!item) return;
  if (entry.kind === "edit" || entry.kind === "edit-comment" || isOnPage(entry.id)) {
    item.remove();
    return;
  }
  item.dataset.state = "saved";
  required(".state", item).textContent = `${message("yours")} · ${message("saved")} ✓`;
  required(".answers", item).replaceChildren();
}

/**
 * Remove entries that are no longer stored, and saved notes that an update has added to the board.
 * @param {Entry[]} entries the stored entries
 */
export function removeOthers(entries) {
  const kept = new Set(entries.map(idOf));
  for (const item of all(".pending > li")) {
    if (kept.has(item.id)) continue;
    if (item.dataset.state !== "saved" || isOnPage(item.dataset.note ?? "")) item.remove();
  }
}

/** @param {Entry} entry */
function add(entry) {
  const template = /** @type {HTMLTemplateElement} */ (byId("pending-note"));
  const item = /** @type {HTMLElement} */ (required("li", template.content).cloneNode(true));
  item.id = idOf(entry);
  item.dataset.note = entry.id;
  required(".words", item).id = wordsOf(entry);
  item.dataset.colour = entry.fields.colour ?? "plain";
  item.toggleAttribute("data-ui-comment", entry.kind === "comment" || entry.kind === "edit-comment");
  required(".words", item).textContent = entry.fields.text ?? "";
  const present = closest(document.getElementById(`note-${entry.about ?? entry.id}`), "[data-column]");
  const column = present?.dataset.column ?? entry.column;
  // If the question was removed, the note goes under the question in view. A phone shows one at a time.
  const places = [`#pending-${column}`, ".column[data-ui-current] .pending", ".pending"];
  places.map((place) => first(place)).find((place) => place !== null)?.append(item);
  item.dispatchEvent(new CustomEvent("outbox:shown", { bubbles: true }));
  return item;
}
