// What suggestions mean for keys, order and filter, without a page.

/** The elements suggested for one text, the likeliest first. `certainty` puts notes in order. */
/** @typedef {{ elements: string[], certainty: number }} Suggestion */

/** How many suggested elements get a number. */
export const SHOWN = 3;

/**
 * The digit that a key means, by its sign or, for keyboards whose digits need Shift, by its position.
 * @param {Pick<KeyboardEvent, "key" | "code" | "shiftKey">} event
 * @returns {number} 0 if it means none
 */
export function digitOf({ key, code, shiftKey }) {
  if (shiftKey) return 0;
  if (/^[1-9]$/.test(key)) return Number(key);
  return /^[a-z0-9]$/i.test(key) ? 0 : Number(code.match(/^Digit([1-9])$/)?.[1] ?? 0);
}

/**
 * The digit of a value. While suggestions are shown, they have the first digits.
 * @param {number} number the value's number, from 1
 * @param {boolean} suggesting
 * @returns {string} "" if there is none left
 */
export function digitOfValue(number, suggesting) {
  const digit = number + (suggesting ? SHOWN : 0);
  return digit <= 9 ? String(digit) : "";
}

/**
 * Whether a note should be looked at again: it has elements, and none of them was suggested for it.
 * @param {ReadonlySet<string>} codes
 * @param {Suggestion | undefined} suggestion
 * @param {(key: string) => boolean} isElement
 * @returns {boolean}
 */
export function needsSecondLook(codes, suggestion, isElement) {
  const elements = [...codes].filter(isElement);
  if (!suggestion?.elements.length || !elements.length) return false;
  return !elements.some((element) => suggestion.elements.includes(element));
}

/** What the rank of a note in the order of certainty begins with. It sorts before all other ranks of unmapped notes. */
const CERTAIN = "0!";
const DIGITS = 4;
const HIGHEST = 10 ** DIGITS - 1;

/**
 * A note's rank in the order of certainty, which begins with the most certain note; sorts as text.
 * @param {string} rank the rank that the server gave
 * @param {number} certainty
 * @returns {string}
 */
export function rankByCertainty(rank, certainty) {
  const place = Math.round(HIGHEST * (1 - Math.min(1, Math.max(0, certainty))));
  return `${CERTAIN}${String(place).padStart(DIGITS, "0")}${rank}`;
}

/**
 * The rank that the server gave, from it or from a rank by certainty.
 * @param {string} rank
 * @returns {string}
 */
export function rankByServer(rank) {
  return rank.startsWith(CERTAIN) ? rank.slice(CERTAIN.length + DIGITS) : rank;
}
