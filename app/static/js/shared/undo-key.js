// The key that undoes the last action, on every page that can undo.

/**
 * Whether a key press asks to undo the last action. While a person types, the key belongs to their text.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey" | "repeat">} press
 * @param {boolean} typing
 * @returns {boolean}
 */
export function asksToUndo({ key, ctrlKey, metaKey, shiftKey, altKey, repeat }, typing) {
  return key.toLowerCase() === "z" && ctrlKey !== metaKey && !shiftKey && !altKey && !repeat && !typing;
}
