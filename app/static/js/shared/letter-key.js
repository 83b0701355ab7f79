// What the keys with letters and digits mean on keyboards of any alphabet.

/** @typedef {Pick<KeyboardEvent, "key" | "code">} Press */

/**
 * The letter or digit of a key, in upper case. If the key has another sign, such as a Greek letter, the one in the same
 * position of an English keyboard counts. "" for all other keys.
 * @param {Press} press
 * @returns {string}
 */
export function letterOf({ key, code }) {
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  return key.length === 1 ? code.match(/^(?:Key|Digit)(.)$/)?.[1] ?? "" : "";
}

/**
 * How `aria-keyshortcuts` names a letter or digit. With Shift only digits count, by the position of the key: which sign
 * Shift and a digit give differs between keyboards. "" for all other keys.
 * @param {Press & Pick<KeyboardEvent, "shiftKey">} press
 * @returns {string}
 */
export function shortcutOf({ key, code, shiftKey }) {
  const digit = shiftKey && code.match(/^Digit([1-9])$/)?.[1];
  if (shiftKey) return digit ? `Shift+${digit}` : "";
  return letterOf({ key, code });
}
