// Answers and connections for the tests of updates by plain HTTP.
import { START, step } from "../../../app/static/js/live/states.js";

/** @typedef {import("../../../app/static/js/shared/request.js").Answer} Answer */
/** @typedef {import("../../../app/static/js/live/states.js").StateEvent} StateEvent */

/**
 * An answer from the server.
 * @param {number} status
 * @param {Record<string, string>} [headers]
 * @returns {Answer}
 */
export function answer(status, headers = {}) {
  return { ok: status < 300, status, headers: new Headers(headers), text: "" };
}

/**
 * Return a function that returns these answers in order, then the last again and again; it throws an Error.
 * @param {...(Answer | Error)} answers
 */
export function answering(...answers) {
  let asked = 0;
  return {
    asked: () => asked,
    ask() {
      const next = answers[Math.min(asked++, answers.length - 1)];
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(/** @type {Answer} */ (next));
    },
  };
}

/**
 * A connection after these events; it records all later events.
 * @param {...StateEvent} events
 */
export function connectionAfter(...events) {
  let state = events.reduce((now, event) => step(now, event).state, START);
  /** @type {StateEvent[]} */
  const dispatched = [];
  return {
    dispatched,
    state: () => state,
    /** @param {StateEvent} event */
    dispatch(event) {
      dispatched.push(event);
      state = step(state, event).state;
    },
  };
}
