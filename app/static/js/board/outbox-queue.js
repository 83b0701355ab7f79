// Decides when the outbox sends an entry. Storage, sending and display are passed in, so that tests can replace them.
import { BackOff } from "../shared/timing.js";

/** @typedef {import("./outbox-entries.js").Entry} Entry */

/**
 * The result of sending one entry. `seq` is that of the saved note; `wait` is in milliseconds, or null for the queue's
 * own back-off; `alone` is true if other entries may still succeed.
 * @typedef {{ done: "saved", seq: number } | { done: "refused", reason: string } |
 *   { done: "later", wait: number | null, alone: boolean }} Outcome
 */
/** Why sending stopped, or null. @typedef {{ wait: number, alone: boolean } | null} Trouble */

/**
 * @typedef {object} Around
 * @property {import("./outbox-entries.js").OutboxEntries} entries
 * @property {(entry: Entry) => Promise<Outcome>} send
 * @property {() => void} changed called when the entries or their states may have changed
 * @property {(entry: Entry, seq: number) => void} saved called after the server has saved an entry and it was removed
 */

/** The first and the longest wait before a retry, in milliseconds. */
export const WAITS = { first: 1000, longest: 15_000 };

/** Retries until everything is sent. It always leaves the state "sending", whatever fails. */
export class OutboxQueue {
  #around;
  /** @type {"idle" | "sending" | "waiting"} */
  #state = "idle";
  #again = false;
  #backOff = new BackOff(WAITS.first, WAITS.longest);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** The names of entries whose last attempt failed. */
  #troubled = new Set();

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
  }

  get state() {
    return this.#state;
  }

  /**
   * The state of an entry that people see.
   * @param {Entry} entry
   * @returns {"refused" | "waiting" | "sending"}
   */
  stateOf({ name, refused }) {
    return refused ? "refused" : this.#troubled.has(name) ? "waiting" : "sending";
  }

  /** Send all waiting entries, oldest first. Never rejects. */
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
      trouble = { wait: this.#backOff.next(), alone: false };
    }
    this.#rest(trouble);
  }

  /** @param {Trouble} trouble */
  #rest(trouble) {
    this.#state = trouble ? "waiting" : "idle";
    if (!trouble) this.#backOff.reset();
    // Text was written while sending. If nothing can be sent, it waits with the others.
    if (this.#again && (!trouble || trouble.alone)) this.send();
    else if (trouble) this.#timer = setTimeout(() => this.send(), trouble.wait);
    this.#tell(this.#around.changed);
  }

  /** @returns {Promise<Trouble>} */
  async #sendAll() {
    let trouble = /** @type {Trouble} */ (null);
    for (const { name } of this.#around.entries.all()) {
      // Read again, because another tab may have sent it or newer text may have replaced it.
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
        this.#tell(() => this.#around.saved(entry, outcome.seq));
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
   * Whether the entry was replaced while it was being sent: then the newer text still has to be sent.
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
    return this.#backOff.next();
  }

  /** @param {() => void} listener if it throws, sending continues */
  #tell(listener) {
    try {
      listener();
    } catch (error) {
      reportError(error);
    }
  }
}
