// Makes the browser ask before people leave a page with unfinished work.

/** @type {Set<unknown>} */
const unfinished = new Set();
/** @param {Event} event */
const ask = (event) => event.preventDefault();

/**
 * Ask before leaving from now on.
 * @param {unknown} what identifies the unfinished work; pass it to `mayLeave` when it is finished
 */
export function askBeforeLeaving(what) {
  if (!unfinished.size) addEventListener("beforeunload", ask);
  unfinished.add(what);
}

/**
 * Mark work as finished. If no other work is unfinished, the browser no longer asks.
 * @param {unknown} what
 */
export function mayLeave(what) {
  if (!unfinished.delete(what) || unfinished.size) return;
  // Listen only while needed, because some browsers do not keep a page with this listener in the back/forward cache.
  removeEventListener("beforeunload", ask);
}

/**
 * Ask before leaving until the promise has settled.
 * @template Value
 * @param {Promise<Value>} promise
 * @returns {Promise<Value>} the same promise's result
 */
export function askUntilSettled(promise) {
  askBeforeLeaving(promise);
  return promise.finally(() => mayLeave(promise));
}
