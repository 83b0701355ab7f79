// The page's position: the journal's seq and epoch that it shows. Only content swapped into the page changes it.

/** Milliseconds that a caller waits for an update. */
const LONGEST_WAIT = 3000;
/** Milliseconds after which an update is overdue: more than a worker takes to look at the journal again. */
export const OVERDUE = 8000;

/** The journal's seq and epoch that a page shows. */
export class Position {
  /** @type {Set<{ seq: number, done: () => void }>} */
  #awaiting = new Set();
  /** @type {() => void} */
  #moved = () => {};
  /** @type {() => void} */
  #missed = () => {};

  /** @param {{ seq: number, epoch: string }} at */
  constructor({ seq, epoch }) {
    this.seq = seq;
    this.epoch = epoch;
  }

  /**
   * Record that the page now shows this seq and epoch.
   * @param {number} seq
   * @param {string} epoch
   */
  move(seq, epoch) {
    this.seq = seq;
    this.epoch = epoch;
    this.#moved();
    for (const one of this.#awaiting) {
      if (one.seq > seq) continue;
      this.#awaiting.delete(one);
      one.done();
    }
  }

  /**
   * Set the one function that is called after every change of position.
   * @param {() => void} moved
   */
  onMove(moved) {
    this.#moved = moved;
  }

  /**
   * Set the one function that is called when a seq that `reached` waits for is overdue.
   * @param {() => void} missed
   */
  onMissed(missed) {
    this.#missed = missed;
  }

  /**
   * Whether the page shows this seq already.
   * @param {number} seq
   * @param {string} epoch
   */
  includes(seq, epoch) {
    return epoch === this.epoch && seq <= this.seq;
  }

  /**
   * Resolves when the page shows this seq, or after three seconds without it.
   * @param {number} seq
   * @returns {Promise<void>}
   */
  reached(seq) {
    if (seq <= this.seq) return Promise.resolve();
    return new Promise((resolve) => {
      const impatient = setTimeout(resolve, LONGEST_WAIT);
      const overdue = setTimeout(() => {
        this.#awaiting.delete(one);
        this.#missed();
      }, OVERDUE);
      const one = { seq, done: () => (clearTimeout(impatient), clearTimeout(overdue), resolve()) };
      this.#awaiting.add(one);
    });
  }
}
