// What a timer shows at a moment. It uses no page, network or clock.

/** Milliseconds after the end in which a note that was on its way still arrives, as on the server. */
export const GRACE = 30_000;
const MINUTE = 60_000;

/** @typedef {"off" | "paused" | "running" | "last-minute" | "over" | "frozen"} Stage */
/** @typedef {{ ends: number | null, left: number | null, freezes: boolean }} Timer `ends` in milliseconds, `left` in seconds */
/** @typedef {{ stage: Stage, text: string }} Reading */

/**
 * @param {Timer} timer
 * @param {number} now the server's time in milliseconds
 * @returns {Reading}
 */
export function reading({ ends, left, freezes }, now) {
  if (ends === null) {
    return left === null ? { stage: "off", text: "" } : { stage: "paused", text: minutes(left) };
  }
  const rest = ends - now;
  if (rest > 0) return { stage: rest > MINUTE ? "running" : "last-minute", text: minutes(Math.ceil(rest / 1000)) };
  return { stage: freezes && -rest > GRACE ? "frozen" : "over", text: minutes(0) };
}

/**
 * Seconds as minutes and seconds, such as 06:40.
 * @param {number} seconds
 * @returns {string}
 */
export function minutes(seconds) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/**
 * The difference between the server's clock and ours, from the quickest of several questions, because its answer can
 * be wrong by at most half the time that it took.
 * @param {{ asked: number, answered: number, server: number }[]} samples our times before and after, and the server's
 * @returns {number} milliseconds to add to our clock
 */
export function difference(samples) {
  const quickest = samples.reduce((best, one) => (one.answered - one.asked < best.answered - best.asked ? one : best));
  return quickest.server - (quickest.asked + quickest.answered) / 2;
}
