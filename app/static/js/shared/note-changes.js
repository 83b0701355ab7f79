// Tracks which notes have changed, so that an update does not have to look at all of them.
import { all } from "./dom.js";

/** Milliseconds after a change by others in which a press was probably meant for the state before. */
export const JUST_NOW = 1500;

const ATTRIBUTES = ["data-rank", "data-codes", "data-mapped", "data-number", "data-who", "data-hidden"];

/**
 * Watch the notes below an element.
 * @param {HTMLElement} root
 * @returns {() => { added: HTMLElement[], touched: HTMLElement[] }} returns the notes added since the last call, and
 *   those added or changed
 */
export function watchNotes(root) {
  const known = new Set(all("[data-rank]", root).map((note) => note.id));
  /** @type {MutationRecord[]} */
  const seen = [];
  const observer = new MutationObserver((records) => seen.push(...records));
  observer.observe(root, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
  return () => {
    /** @type {Set<HTMLElement | null | undefined>} */
    const changed = new Set();
    for (const { target, addedNodes, removedNodes } of [...seen.splice(0), ...observer.takeRecords()]) {
      changed.add((target instanceof Element ? target : target.parentElement)?.closest("[data-rank]"));
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        changed.add(node.closest("[data-rank]"));
        for (const note of all("[data-rank]", node)) changed.add(note);
      }
      for (const node of removedNodes) {
        if (node instanceof HTMLElement && node.dataset.rank && !document.getElementById(node.id)) {
          known.delete(node.id);
        }
      }
    }
    const touched = [...changed].filter((note) => note instanceof HTMLElement).filter((note) => note.isConnected);
    const added = touched.filter((note) => !known.has(note.id));
    for (const note of added) known.add(note.id);
    return { added, touched };
  };
}
