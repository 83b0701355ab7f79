// Which elements a note has, worked out without a page: what the server rendered, and on top of it what was pressed here
// and has not come back yet. "Not about the framework" and the elements exclude each other; values stand beside both.

/** The key of "not about the framework". */
export const NOT_ABOUT = "none";

/** Presses of one note, by element, the latest last. @typedef {Map<string, { on: boolean }>} Presses */
/** @typedef {(key: string) => boolean} IsElement whether a key is an element's, and no value's and not NOT_ABOUT */

/**
 * What giving an element to a note takes away.
 * @param {string} element
 * @param {ReadonlySet<string>} has the elements of the note
 * @param {IsElement} isElement
 * @returns {string[]}
 */
export function excludedBy(element, has, isElement) {
  if (element === NOT_ABOUT) return [...has].filter(isElement);
  return isElement(element) && has.has(NOT_ABOUT) ? [NOT_ABOUT] : [];
}

/**
 * The elements of a note once the presses have come back.
 * @param {ReadonlySet<string>} rendered
 * @param {Presses} presses
 * @param {IsElement} isElement
 * @returns {Set<string>}
 */
export function withPresses(rendered, presses, isElement) {
  const has = new Set(rendered);
  for (const [element, { on }] of presses) {
    if (!on) has.delete(element);
    else {
      for (const other of excludedBy(element, has, isElement)) has.delete(other);
      has.add(element);
    }
  }
  return has;
}

/**
 * What others did to a note between two updates.
 * @param {ReadonlySet<string>} before the elements that were rendered before
 * @param {ReadonlySet<string>} now those that are rendered now
 * @param {Presses} presses this facilitator's own
 * @param {IsElement} isElement
 * @returns {{ given: string[], taken: string[] }}
 */
export function doneByOthers(before, now, presses, isElement) {
  const own = [...presses].flatMap(([element, { on }]) => (on ? excludedBy(element, before, isElement) : []));
  return {
    given: [...now].filter((key) => !before.has(key) && !presses.get(key)?.on),
    taken: [...before].filter((key) => !now.has(key) && presses.get(key)?.on !== false && !own.includes(key)),
  };
}
