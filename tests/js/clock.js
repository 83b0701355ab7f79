// A clock that tests control. It replaces timers, the date, and Math.random, which always returns 0.5.

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  now: Date.now,
  random: Math.random,
};

/** More timers than this within one wait start each other. */
const MOST_RINGS = 5000;

/** Run everything that does not wait for a timer. */
const settle = () => new Promise((done) => real.setTimeout(done, 0));

export class Clock {
  #now = 1_000_000;
  #last = 0;
  /** @type {Map<number, { at: number, ring: () => void }>} */
  #timers = new Map();

  /** @returns {number} how many timers run */
  get running() {
    return this.#timers.size;
  }

  /**
   * Let time pass, and run the timers that are due.
   * @param {number} [milliseconds]
   */
  async pass(milliseconds = 0) {
    const end = this.#now + milliseconds;
    let rung = 0;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      if (++rung > MOST_RINGS) throw new Error("timers start each other, and no time passes");
      this.#now = next[1].at;
      this.ring();
      await settle();
    }
    this.#now = end;
  }

  /** Run the next timer at once; throws what it throws. */
  ring() {
    const next = this.#next(Infinity);
    if (!next) throw new Error("no timer runs");
    this.#timers.delete(next[0]);
    next[1].ring();
  }

  /**
   * Advance the date without running timers.
   * @param {number} milliseconds
   */
  forward(milliseconds) {
    this.#now += milliseconds;
  }

  /** @param {number} end */
  #next(end) {
    const due = [...this.#timers].filter(([, { at }]) => at <= end);
    return due.sort(([, one], [, other]) => one.at - other.at)[0];
  }

  install() {
    globalThis.setTimeout = /** @type {typeof setTimeout} */ (
      (/** @type {() => void} */ ring, delay = 0) => {
        this.#timers.set(++this.#last, { at: this.#now + delay, ring });
        return this.#last;
      }
    );
    globalThis.clearTimeout = (id) => void this.#timers.delete(/** @type {number} */ (id));
    Date.now = () => this.#now;
    Math.random = () => 0.5;
  }

  uninstall() {
    globalThis.setTimeout = real.setTimeout;
    globalThis.clearTimeout = real.clearTimeout;
    Date.now = real.now;
    Math.random = real.random;
  }
}

/**
 * A test with its own clock. Errors that the code under test reports are collected, as a browser collects them.
 * @param {(clock: Clock, reported: unknown[]) => Promise<void>} body
 * @returns {() => Promise<void>}
 */
export function withClock(body) {
  return async () => {
    const clock = new Clock();
    /** @type {unknown[]} */
    const reported = [];
    const report = globalThis.reportError;
    globalThis.reportError = (error) => void reported.push(error);
    clock.install();
    try {
      await body(clock, reported);
    } finally {
      clock.uninstall();
      globalThis.reportError = report;
    }
  };
}
