// The suggestions that have arrived, by note. They are kept only while this page is open.
import { byId, required } from "../shared/dom.js";
import { request } from "../shared/request.js";
import { WORKSHOP } from "../shared/workshop.js";
import { idOf } from "./queue.js";

/** @typedef {import("./suggestion-rules.js").Suggestion} Suggestion */

/** The seconds that one request may take; the server learns the framework first. */
const PATIENCE = 130;

/** Missing if this installation has no suggestions. */
export const choice = /** @type {HTMLInputElement | null} */ (document.getElementById("suggestions"));

/** By note id, with the text that they were made for. @type {Map<string, Suggestion & { text: string }>} */
const known = new Map();

/** Whether the facilitator has chosen to see suggestions. */
export const suggesting = () => choice?.checked ?? false;

/** Whether any suggestions have arrived. */
export const anyKnown = () => known.size > 0;

/** @param {HTMLElement} note */
const textOf = (note) => required(".words", note).textContent;

/** Whether the suggestions for a note's present text have arrived. @param {HTMLElement} note */
export const isKnown = (note) => known.get(idOf(note))?.text === textOf(note);

/**
 * The suggestion for a note, if suggestions are shown and the one for its present text has arrived.
 * @param {HTMLElement | null} note
 * @returns {Suggestion | undefined}
 */
export function suggestionFor(note) {
  return note && suggesting() && isKnown(note) ? known.get(idOf(note)) : undefined;
}

/**
 * Ask for the suggestions for some notes.
 * @param {HTMLElement[]} asked
 * @returns {Promise<boolean>} whether there was an answer with suggestions
 */
export async function ask(asked) {
  const texts = new Map(asked.map((note) => [idOf(note), textOf(note)]));
  const query = new URLSearchParams([...texts.keys()].map((id) => ["note", id]));
  const news = byId("suggestions-news");
  try {
    const answer = await request(`${WORKSHOP}/suggestions?${query}`, {}, PATIENCE);
    /** @type {{ notes?: Record<string, Suggestion>, withheld?: boolean }} */
    const { notes: found, withheld } = answer.ok ? JSON.parse(answer.text) : {};
    if (withheld) known.clear();
    news.textContent = (found ? withheld && news.dataset.withheld : news.dataset.failed) || "";
    if (!found || withheld) return false;
    // A note without an answer was hidden in the meantime, and is not asked for again.
    for (const [id, text] of texts) known.set(id, { text, ...(found[id] ?? { elements: [], certainty: 0 }) });
    return true;
  } catch {
    news.textContent = news.dataset.failed ?? "";
    return false;
  }
}
