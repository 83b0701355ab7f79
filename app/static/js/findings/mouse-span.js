// The span of an interview that the mouse selected.
import { closest } from "../shared/dom.js";
import { length, spanOf, wholeWords } from "./spans.js";

/** @typedef {import("./spans.js").Span} Span */

/**
 * The words that the mouse selected in one turn, widened to whole words.
 * @returns {Span | null}
 */
export function fromMouse() {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const from = closest(elementOf(range.startContainer), ".sentence");
  const to = closest(elementOf(range.endContainer), ".sentence");
  const words = closest(from, "[data-text]");
  if (!from || !to || !words || words !== closest(to, "[data-text]")) return null;
  const offset = Number(words.dataset.start);
  const text = words.dataset.text ?? "";
  const span = spanOf(
    text,
    offset,
    positionIn(from, range.startContainer, range.startOffset),
    positionIn(to, range.endContainer, range.endOffset),
  );
  return span && wholeWords(text, offset, span);
}

/** @param {Node} node */
const elementOf = (node) => (node instanceof Element ? node : node.parentElement);

/**
 * The position in the interview of a point inside a sentence.
 * @param {HTMLElement} sentence
 * @param {Node} node
 * @param {number} offset
 */
function positionIn(sentence, node, offset) {
  const before = document.createRange();
  before.setStart(sentence, 0);
  before.setEnd(node, offset);
  return Number(sentence.dataset.start) + length(before.toString());
}
