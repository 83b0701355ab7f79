// Answers and connections for the tests of what is fetched by plain HTTP.
import { START, step } from "../../../app/static/js/live/states.js";

/** @typedef {import("../../../app/static/js/shared/request.js").Answer} Answer */
/** @typedef {import("../../../app/static/js/live/states.js").Happening} Happening */

/**
 * An answer of the server's.
 * @param {number} status
 * @param {Record<string, string>} [headers]
 * @returns {Answer}
 */
export function answer(status, headers = {}) {
  return { ok: status < 300, status, headers: new Headers(headers), text: "" };
}

/**
 * Return a function that gives the answers one after the other, the last for ever; an Error is thrown.
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
 * A connection to which these things have happened, and all that is told to it later.
 * @param {...Happening} happened
 */
export function connectionAfter(...happened) {
  let state = happened.reduce((now, happening) => step(now, happening).state, START);
  /** @type {Happening[]} */
  const told = [];
  return {
    told,
    state: () => state,
    /** @param {Happening} happening */
    tell(happening) {
      told.push(happening);
      state = step(state, happening).state;
    },
  };
}
