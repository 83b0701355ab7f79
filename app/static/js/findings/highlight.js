// Marks exactly the chosen words of an interview, where the browser can (CSS Custom Highlight API). Elsewhere the style sheet
// marks whole sentences.

/** @typedef {import("./spans.js").Span} Span */

const NAME = "chosen-words";

/**
 * Mark the words of this span, and nothing else.
 * @param {HTMLElement[]} sentences those that have words of the span
 * @param {Span | null} span
 */
export function highlight(sentences, span) {
  if (!("highlights" in CSS)) return;
  const ranges = span ? sentences.map((sentence) => rangeIn(sentence, span)) : [];
  if (ranges.length) CSS.highlights.set(NAME, new Highlight(...ranges));
  else CSS.highlights.delete(NAME);
}

/**
 * The part of a sentence that is in the span.
 * @param {HTMLElement} sentence
 * @param {Span} span
 * @returns {Range}
 */
function rangeIn(sentence, span) {
  const range = document.createRange();
  range.selectNodeContents(sentence);
  let position = Number(sentence.dataset.start);
  const nodes = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    let offset = 0;
    for (const point of node.nodeValue ?? "") {
      if (position === span.start) range.setStart(node, offset);
      offset += point.length;
      position += 1;
      if (position === span.end) range.setEnd(node, offset);
    }
  }
  return range;
}
