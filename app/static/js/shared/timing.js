// Waiting, and running tasks in order.

/**
 * Resolves after so many milliseconds.
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

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
