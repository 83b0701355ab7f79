// Up to which number of the journal a page is rendered. Only what has been swapped into the page moves it.

/** Milliseconds after which no more news of a number is expected. */
const LONGEST_WAIT = 3000;

/** The number and the epoch that a page is rendered up to. */
export class Position {
  /** @type {Set<{ seq: number, done: () => void }>} */
  #awaiting = new Set();
  /** @type {() => void} */
  #moved = () => {};

  /** @param {{ seq: number, epoch: string }} at */
  constructor({ seq, epoch }) {
    this.seq = seq;
    this.epoch = epoch;
  }

  /**
   * The page is now rendered up to this number.
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
   * Call a function at every move; there is one such function.
   * @param {() => void} moved
   */
  onMove(moved) {
    this.#moved = moved;
  }

  /**
   * Whether an update of this number is in the page already.
   * @param {number} seq
   * @param {string} epoch
   */
  includes(seq, epoch) {
    return epoch === this.epoch && seq <= this.seq;
  }

  /**
   * Resolves when the page is rendered up to this number, or after three seconds if no update brings it there.
   * @param {number} seq
   * @returns {Promise<void>}
   */
  reached(seq) {
    if (seq <= this.seq) return Promise.resolve();
    return new Promise((resolve) => {
      const one = { seq, done: () => (clearTimeout(timer), resolve()) };
      const timer = setTimeout(() => {
        this.#awaiting.delete(one);
        resolve();
      }, LONGEST_WAIT);
      this.#awaiting.add(one);
    });
  }
}
