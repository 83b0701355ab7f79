// Positions in an interview's text. They count code points, as the server does, and not the units of a JavaScript string.

/** `words` are the text from `start` up to `end`. @typedef {{ start: number, end: number, words: string }} Span */

/** @param {string | undefined} point */
const isSpace = (point) => point !== undefined && /\s/.test(point);

/**
 * The number of code points in a text.
 * @param {string} text
 * @returns {number}
 */
export function length(text) {
  let count = 0;
  for (const _point of text) count++;
  return count;
}

/**
 * The span from one position to another, without white space at its ends; null if nothing else is left.
 * @param {string} text the text of a turn
 * @param {number} offset the position at which this text begins
 * @param {number} from
 * @param {number} to
 * @returns {Span | null}
 */
export function spanOf(text, offset, from, to) {
  const points = [...text];
  let start = Math.max(0, from - offset);
  let end = Math.min(points.length, to - offset);
  while (start < end && isSpace(points[start])) start++;
  while (end > start && isSpace(points[end - 1])) end--;
  return start < end ? { start: start + offset, end: end + offset, words: points.slice(start, end).join("") } : null;
}

/**
 * The span widened to whole words.
 * @param {string} text the text of a turn
 * @param {number} offset the position at which this text begins
 * @param {Span} span
 * @returns {Span}
 */
export function wholeWords(text, offset, span) {
  const points = [...text];
  let start = span.start - offset;
  let end = span.end - offset;
  while (start > 0 && !isSpace(points[start - 1])) start--;
  while (end < points.length && !isSpace(points[end])) end++;
  return { start: start + offset, end: end + offset, words: points.slice(start, end).join("") };
}
