// The outbox in this browser's storage: text that the server has not saved yet.

/**
 * Text to be sent: a new note, a new text for a note, a new comment on the note `about`, or a new text for a comment.
 * @typedef {"add" | "edit" | "comment" | "edit-comment"} Kind
 * @typedef {{ kind: Kind, id: string, column?: string, about?: string, fields: Record<string, string> }} Draft
 */

/**
 * A stored draft. `at` is when it was written, in milliseconds; `refused` is the server's reason for refusing it, or "".
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
   * The storage key of a draft.
   * @param {Pick<Draft, "kind" | "id">} draft
   * @returns {string}
   */
  nameOf({ kind, id }) {
    return this.#prefix + kind + id;
  }

  /**
   * Store a draft, replacing an earlier one for the same note.
   * @param {Draft} draft
   * @param {number} at
   * @param {string} [refused]
   */
  keep({ kind, id, column, about, fields }, at, refused = "") {
    this.#storage.set(this.nameOf({ kind, id }), JSON.stringify({ kind, id, column, about, fields, at, refused }));
  }

  /**
   * One entry, or null if it does not exist or cannot be read.
   * @param {string} name
   * @returns {Entry | null}
   */
  read(name) {
    try {
      const kept = JSON.parse(this.#storage.get(name) ?? "null");
      return kept?.kind && kept.id && kept.fields ? { at: 0, refused: "", ...kept, name } : null;
    } catch {
      return null; // an entry that this page did not write must not block the others
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
   * Remove an entry.
   * @param {string} name
   */
  remove(name) {
    this.#storage.remove(name);
  }
}
