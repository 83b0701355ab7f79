// Waiting, retrying later, and running tasks in order.

/**
 * Resolves after so many milliseconds.
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/**
 * The waits between retries: each twice as long as the one before, up to a longest, with random jitter of up to half,
 * so that many pages do not retry together.
 */
export class BackOff {
  #first;
  #longest;
  #wait;

  /**
   * @param {number} first milliseconds
   * @param {number} longest milliseconds
   */
  constructor(first, longest) {
    this.#first = first;
    this.#longest = longest;
    this.#wait = first;
  }

  /** The milliseconds to wait before the next retry. */
  next() {
    const wait = this.#wait * (0.5 + Math.random());
    this.#wait = Math.min(2 * this.#wait, this.#longest);
    return wait;
  }

  /** Begin with the first wait again, after a success. */
  reset() {
    this.#wait = this.#first;
  }
}

/**
 * Return a function that runs tasks one after the other, in the order of the calls. A failed task does not stop those
 * after it.
 * @returns {<Value>(task: () => Value | Promise<Value>) => Promise<Value>} runs a task; resolves or rejects as it does
 */
export function inOrder() {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => {}); // the caller gets the failure from `result`
    return result;
  };
}
