// The browser's storage. If it is switched off or full, values stay in memory while the page is open.

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} Kept */

/**
 * @typedef {object} Storing
 * @property {(name: string) => string | null} get
 * @property {(name: string, value: string) => void} set
 * @property {(name: string) => void} remove
 * @property {(prefix: string) => string[]} names all names that begin with the prefix
 */

/**
 * Storage that never throws.
 * @param {() => Kept} browser returns the browser's storage; may throw
 * @returns {Storing}
 */
export function storing(browser) {
  /** @type {Map<string, string>} */
  const memory = new Map();

  /**
   * @template Value
   * @param {(kept: Kept) => Value} use
   * @param {Value} otherwise
   */
  function attempt(use, otherwise) {
    try {
      return use(browser());
    } catch {
      return otherwise; // storage is switched off or full, so memory is used
    }
  }

  return {
    get: (name) => memory.get(name) ?? attempt((kept) => kept.getItem(name), null),
    set(name, value) {
      const stored = attempt((kept) => (kept.setItem(name, value), true), false);
      // Memory holds only what storage refuses, because another tab may change what is in storage.
      if (stored) memory.delete(name);
      else memory.set(name, value);
    },
    remove(name) {
      memory.delete(name);
      attempt((kept) => kept.removeItem(name), undefined);
    },
    names(prefix) {
      const stored = attempt((kept) => Array.from({ length: kept.length }, (_, n) => kept.key(n) ?? ""), []);
      return [...new Set([...memory.keys(), ...stored])].filter((name) => name.startsWith(prefix));
    },
  };
}

/** This browser's storage for this site. */
export const storage = storing(() => localStorage);
