// The drafts of one tab in storage that all tabs of a browser share. No tab writes over the draft of another.

/** The drafts of one workshop: each is stored under a prefix, the tab's id, ":" and the id of a column or of a note. */
export class TabDrafts {
  #storage;
  #prefix;
  /** The id of this tab: letters and digits. */
  tab;

  /**
   * @param {import("../shared/storage.js").Storing} storage
   * @param {string} prefix
   * @param {string} tab
   */
  constructor(storage, prefix, tab) {
    this.#storage = storage;
    this.#prefix = prefix;
    this.tab = tab;
  }

  /** @param {string} of @returns {string | null} */
  get(of) {
    return this.#storage.get(this.#name(of));
  }

  /** @param {string} of @param {string} text an empty text removes the draft */
  keep(of, text) {
    if (text) this.#storage.set(this.#name(of), text);
    else this.#storage.remove(this.#name(of));
  }

  /** @returns {string[]} what this tab has drafts of */
  own() {
    return this.#storage.names(this.#name("")).map((name) => name.slice(this.#name("").length));
  }

  /**
   * Take over the drafts of tabs that are no longer open, below what this tab has drafted of the same.
   * @param {Set<string>} open the ids of the open tabs
   * @returns {string[]} what this tab has new drafts of
   */
  takeOver(open) {
    const taken = [];
    for (const name of this.#storage.names(this.#prefix)) {
      const [of = "", tab = ""] = name.slice(this.#prefix.length).split(":").reverse();
      if (tab === this.tab || open.has(tab)) continue;
      this.keep(of, [this.get(of), this.#storage.get(name)].filter(Boolean).join("\n"));
      this.#storage.remove(name);
      taken.push(of);
    }
    return taken;
  }

  /** @param {string} of */
  #name(of) {
    return `${this.#prefix}${this.tab}:${of}`;
  }
}
