// Shows what this browser could not save at a workshop, on pages that show no board: to a person who was removed, say.
import { closest, first, required } from "../shared/dom.js";
import { storage } from "../shared/storage.js";

/** Show every stored text of the page's workshop, each with a button to copy and one to discard it. */
export function showUnsent() {
  const section = first("#unsent");
  if (!section) return;
  const workshop = section.dataset.workshop ?? "";
  const template = /** @type {HTMLTemplateElement} */ (required("template", section));
  for (const name of [...storage.names(`outbox:${workshop}:`), ...storage.names(`draft:${workshop}:`)]) {
    const text = textOf(name);
    if (!text) continue;
    const item = /** @type {HTMLElement} */ (required("div", template.content).cloneNode(true));
    const words = required(".words", item);
    words.id = `unsent-${name}`;
    words.textContent = text;
    required("[data-copy]", item).dataset.copy = words.id;
    item.dataset.name = name;
    section.append(item);
    section.hidden = false;
  }
  section.addEventListener("click", ({ target }) => {
    const item = closest(closest(target, "[data-discard]"), "[data-name]");
    if (!item) return;
    storage.remove(item.dataset.name ?? "");
    item.remove();
    section.hidden = !first("[data-name]", section);
  });
}

/** @param {string} name @returns {string} the text of a draft or of an entry of the outbox, or "" */
function textOf(name) {
  const stored = storage.get(name) ?? "";
  if (name.startsWith("draft:")) return stored;
  try {
    return String(JSON.parse(stored).fields.text ?? "");
  } catch {
    return ""; // an entry that no page of ours wrote
  }
}
