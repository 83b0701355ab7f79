// Computes the elements of a note, without a page: those that the server rendered, plus presses that have no update yet.
// "Not about the framework" and elements exclude each other; values go with both.

/** The key of "not about the framework". */
export const NOT_ABOUT = "none";

/** The presses for one note, by element, the latest last. @typedef {Map<string, { on: boolean }>} Presses */
/** @typedef {(key: string) => boolean} IsElement whether a key belongs to an element, not to a value or NOT_ABOUT */

/**
 * The keys that are removed when an element is added to a note.
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
 * The elements of a note after the presses.
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
 * The elements that others added and removed between two updates.
 * @param {ReadonlySet<string>} before the elements rendered before
 * @param {ReadonlySet<string>} now the elements rendered now
 * @param {Presses} presses this facilitator's own presses
 * @param {IsElement} isElement
 * @returns {{ given: string[], taken: string[] }}
 */
export function doneByOthers(before, now, presses, isElement) {
  const own = [...presses].flatMap(([element, { on }]) => (on ? excludedBy(element, before, isElement) : []));
  return {
    // An update may bring a press that has been taken back since, so the latest one says nothing about it.
    given: [...now].filter((key) => !before.has(key) && !presses.has(key)),
    taken: [...before].filter((key) => !now.has(key) && !presses.has(key) && !own.includes(key)),
  };
}
