// What was written and is not saved yet, as this browser keeps it.

/**
 * Words to be sent: a new note, or new words for one.
 * @typedef {{ kind: "add" | "edit", id: string, column?: string, fields: Record<string, string> }} Draft
 */

/**
 * A kept draft. `at` is when it was written, in milliseconds; `refused` says why the server would not have it, or "".
 * @typedef {Draft & { name: string, at: number, refused: string }} Entry
 */

/** The entries of one workshop. Another tab may change them at any time. */
export class OutboxEntries {
  #storage;
  #prefix;

  /**
   * @param {import("../shared/storage.js").Storing} storage
   * @param {string} prefix what the names of the entries begin with
   */
  constructor(storage, prefix) {
    this.#storage = storage;
    this.#prefix = prefix;
  }

  /**
   * The name under which a draft is kept.
   * @param {Pick<Draft, "kind" | "id">} draft
   * @returns {string}
   */
  nameOf({ kind, id }) {
    return this.#prefix + kind + id;
  }

  /**
   * Keep a draft, in place of an earlier one for the same note.
   * @param {Draft} draft
   * @param {number} at
   * @param {string} [refused]
   */
  keep({ kind, id, column, fields }, at, refused = "") {
    this.#storage.set(this.nameOf({ kind, id }), JSON.stringify({ kind, id, column, fields, at, refused }));
  }

  /**
   * One entry, or null if it is not there or cannot be read.
   * @param {string} name
   * @returns {Entry | null}
   */
  read(name) {
    try {
      const kept = JSON.parse(this.#storage.get(name) ?? "null");
      return kept?.kind && kept.id && kept.fields ? { at: 0, refused: "", ...kept, name } : null;
    } catch {
      return null; // not written by this page: it must hold up nothing
    }
  }

  /**
   * All entries, oldest first.
   * @returns {Entry[]}
   */
  all() {
    const entries = this.#storage.names(this.#prefix).map((name) => this.read(name));
    return entries.filter((entry) => entry !== null).sort((one, other) => one.at - other.at);
  }

  /**
   * Keep an entry no longer.
   * @param {string} name
   */
  remove(name) {
    this.#storage.remove(name);
  }
}
