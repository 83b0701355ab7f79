// The reader's own notes that no one else sees: veiled until the reveal, waiting for approval, or declined. They are
// below the notes of their question, outside everything that updates change.
import { all, byId, closest, first, required } from "../shared/dom.js";

/** Show them as the private fragment has them now. */
export function showOnlyYours() {
  const items = new Map(all("#mine > [data-own]").filter(isHeldBack).map((item) => [item.dataset.own ?? "", item]));
  for (const shown of all(".only-yours > li")) {
    const item = items.get(shown.dataset.note ?? "");
    if (!item || closest(shown, ".only-yours")?.id !== listOf(item)) shown.remove();
  }
  for (const [id, item] of items) {
    const list = document.getElementById(listOf(item));
    if (list) fill(first(`[data-note="${CSS.escape(id)}"]`, list) ?? add(list, id), item);
  }
}

/** @param {HTMLElement} item */
const listOf = (item) => `only-yours-${item.dataset.column}`;

/** @param {HTMLElement} item an entry of the private fragment */
function isHeldBack({ dataset }) {
  const { own = "", state = "" } = dataset;
  return ["saved", "waiting", "declined"].includes(state) && !document.getElementById(`note-${own}`);
}

/** @param {HTMLElement} list @param {string} id */
function add(list, id) {
  const template = /** @type {HTMLTemplateElement} */ (byId("pending-note"));
  const shown = /** @type {HTMLElement} */ (required("li", template.content).cloneNode(true));
  shown.dataset.note = id;
  list.append(shown);
  return shown;
}

/** @param {HTMLElement} shown @param {HTMLElement} item */
function fill(shown, item) {
  shown.dataset.colour = item.dataset.colour ?? "plain";
  shown.dataset.state = item.dataset.state ?? "";
  required(".words", shown).textContent = required(".words", item).textContent;
  required(".state", shown).textContent = required(".by", item).textContent.trim();
}
