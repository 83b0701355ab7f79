// What this browser keeps of one workshop outside its board: drafts, and text in the outbox that was never saved.
import { all, first } from "../shared/dom.js";
import { fill } from "../shared/messages.js";
import { storage } from "../shared/storage.js";

/**
 * The names in storage of a workshop's drafts and outbox.
 * @param {string} workshop its address, `/w/KEY`
 * @param {import("../shared/storage.js").Storing} from
 * @returns {string[]}
 */
export function namesOf(workshop, from) {
  return [`draft:${workshop}:`, `outbox:${workshop}:`].flatMap((prefix) => from.names(prefix));
}

/**
 * The texts of a workshop's drafts and outbox.
 * @param {string} workshop its address, `/w/KEY`
 * @param {import("../shared/storage.js").Storing} from
 * @returns {string[]}
 */
export function textsOf(workshop, from) {
  const kept = namesOf(workshop, from).map((name) => textOf(name, from.get(name) ?? ""));
  return kept.filter((text) => text.trim());
}

/** Do what the page asks for: delete the texts, count them, or show them. */
export function handleKeptText() {
  const forget = first("[data-forget]")?.dataset.forget;
  if (forget) { for (const name of namesOf(forget, storage)) storage.remove(name); }
  const counting = first("[data-unsent-of]")?.dataset.unsentOf;
  if (counting) showCount(textsOf(counting, storage).length);
  const list = first("#kept-drafts");
  if (list) showTexts(list, textsOf(list.dataset.workshop ?? "", storage));
}

/**
 * @param {string} name
 * @param {string} kept
 */
function textOf(name, kept) {
  if (!name.startsWith("outbox:")) return kept;
  try {
    return String(JSON.parse(kept).fields?.text ?? "");
  } catch {
    return ""; // another version wrote this entry
  }
}

/** @param {number} count */
function showCount(count) {
  const warning = first("[data-unsent]");
  if (warning && count) {
    warning.textContent = fill(warning.dataset.unsent ?? "", { n: count }, document.documentElement.lang);
  }
}

/**
 * @param {HTMLElement} section
 * @param {string[]} texts
 */
function showTexts(section, texts) {
  const [list] = all("ul", section);
  if (!list || !texts.length) return;
  list.replaceChildren(...texts.map(asItem));
  section.hidden = false;
}

/** @param {string} text */
function asItem(text) {
  const item = document.createElement("li");
  item.className = "words";
  item.dir = "auto";
  item.textContent = text;
  return item;
}
