// When what, and whether, the outbox sends. Storage, sending and showing are given to it, so that tests can give others.

/** @typedef {import("./outbox-entries.js").Entry} Entry */

/**
 * How sending one entry went. `wait` is in milliseconds, and null for the queue's own time; `alone` says that the
 * others may fare better.
 * @typedef {{ done: "saved" } | { done: "refused", reason: string } |
 *   { done: "later", wait: number | null, alone: boolean }} Outcome
 */
/** Why not everything is sent. @typedef {{ wait: number, alone: boolean } | null} Trouble */

/**
 * @typedef {object} Around
 * @property {import("./outbox-entries.js").OutboxEntries} entries
 * @property {(entry: Entry) => Promise<Outcome>} send
 * @property {() => void} changed the entries, or what is told of them, may have changed
 * @property {(entry: Entry) => void} saved the server has this entry, and it is kept no longer
 */

/** Milliseconds before the first try again, and the most that they grow to; chance adds or takes up to half. */
export const WAITS = { first: 1000, longest: 15_000 };

/** Keeps at sending until everything is sent. It never stays in the state "sending", whatever goes wrong. */
export class OutboxQueue {
  #around;
  /** @type {"idle" | "sending" | "waiting"} */
  #state = "idle";
  #again = false;
  #wait = WAITS.first;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Names of entries that could not be sent so far. */
  #troubled = new Set();

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
  }

  get state() {
    return this.#state;
  }

  /**
   * What people are told of an entry.
   * @param {Entry} entry
   * @returns {"refused" | "waiting" | "sending"}
   */
  stateOf({ name, refused }) {
    return refused ? "refused" : this.#troubled.has(name) ? "waiting" : "sending";
  }

  /** Send everything that waits, oldest first. Never rejects. */
  async send() {
    clearTimeout(this.#timer);
    this.#tell(this.#around.changed);
    if (this.#state === "sending") {
      this.#again = true;
      return;
    }
    this.#state = "sending";
    this.#again = false;
    let trouble = /** @type {Trouble} */ (null);
    try {
      trouble = await this.#sendAll();
    } catch (error) {
      reportError(error);
      trouble = { wait: this.#nextWait(), alone: false };
    }
    this.#rest(trouble);
  }

  /** @param {Trouble} trouble */
  #rest(trouble) {
    this.#state = trouble ? "waiting" : "idle";
    if (!trouble) this.#wait = WAITS.first;
    // Something was written meanwhile. Where nothing can be sent, it waits with the others.
    if (this.#again && (!trouble || trouble.alone)) this.send();
    else if (trouble) this.#timer = setTimeout(() => this.send(), trouble.wait);
    this.#tell(this.#around.changed);
  }

  /** @returns {Promise<Trouble>} */
  async #sendAll() {
    let trouble = /** @type {Trouble} */ (null);
    for (const { name } of this.#around.entries.all()) {
      // As it is by now: another tab may have sent it, and newer words may have come.
      const entry = this.#around.entries.read(name);
      if (!entry || entry.refused) continue;
      const outcome = await this.#attempt(entry);
      if (outcome.done === "later") {
        trouble = { wait: outcome.wait ?? this.#troubledBy(entry), alone: outcome.alone };
        if (!outcome.alone) break;
        continue;
      }
      this.#troubled.delete(name);
      if (this.#rewritten(entry)) this.#again = true;
      else if (outcome.done === "refused") this.#around.entries.keep(entry, entry.at, outcome.reason);
      else {
        this.#around.entries.remove(name);
        this.#tell(() => this.#around.saved(entry));
      }
    }
    return trouble;
  }

  /** @param {Entry} entry @returns {Promise<Outcome>} */
  async #attempt(entry) {
    try {
      return await this.#around.send(entry);
    } catch (error) {
      reportError(error);
      return { done: "later", wait: null, alone: true };
    }
  }

  /**
   * Whether it was written anew while it was under way: then the newer words are still to be sent.
   * @param {Entry} entry
   */
  #rewritten(entry) {
    const now = this.#around.entries.read(entry.name);
    return now !== null && now.at !== entry.at;
  }

  /** @param {Entry} entry */
  #troubledBy(entry) {
    this.#troubled.add(entry.name);
    this.#tell(this.#around.changed);
    return this.#nextWait();
  }

  #nextWait() {
    const wait = this.#wait * (0.5 + Math.random());
    this.#wait = Math.min(2 * this.#wait, WAITS.longest);
    return wait;
  }

  /** @param {() => void} listener a failure of which keeps nothing from being sent */
  #tell(listener) {
    try {
      listener();
    } catch (error) {
      reportError(error);
    }
  }
}
