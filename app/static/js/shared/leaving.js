// Before a page is left while something is unfinished, the browser asks.

/** @type {Set<unknown>} */
const unfinished = new Set();
/** @param {Event} event */
const ask = (event) => event.preventDefault();

/**
 * From now on the browser asks anyone who leaves the page.
 * @param {unknown} what the unfinished thing, to be named again when it is finished
 */
export function askBeforeLeaving(what) {
  if (!unfinished.size) addEventListener("beforeunload", ask);
  unfinished.add(what);
}

/**
 * The thing is finished; when nothing else is unfinished, the browser no longer asks.
 * @param {unknown} what
 */
export function mayLeave(what) {
  if (!unfinished.delete(what) || unfinished.size) return;
  // Listen only while needed: with such a listener some browsers do not keep a page for the way back.
  removeEventListener("beforeunload", ask);
}

/**
 * Ask anyone who leaves the page before the promise has settled.
 * @template Value
 * @param {Promise<Value>} promise
 * @returns {Promise<Value>} the same promise's result
 */
export function askUntilSettled(promise) {
  askBeforeLeaving(promise);
  return promise.finally(() => mayLeave(promise));
}
