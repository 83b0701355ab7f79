// Runs the table of states: tells it what has happened, and does what follows.
import { isOffline, START, step } from "./states.js";

/** Milliseconds without an open socket before the page asks by long poll. */
export const SOCKET_TIMEOUT = 8000;

/** @typedef {Exclude<import("./states.js").Action, "start-timeout" | "stop-timeout">} Doing */

/**
 * The connection of one page.
 * @typedef {object} Connection
 * @property {(happening: import("./states.js").Happening) => void} tell something has happened
 * @property {() => import("./states.js").State} state the present state
 */

/**
 * Begin in the state "connecting".
 * @param {Record<Doing, () => void>} doing what to do for each action
 * @param {(offline: boolean | null) => void} showOffline told after every change whether the page is offline
 * @returns {Connection}
 */
export function connection(doing, showOffline) {
  let state = START;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const all = {
    ...doing,
    "start-timeout"() {
      clearTimeout(timer);
      timer = setTimeout(() => tell("timed-out"), SOCKET_TIMEOUT);
    },
    "stop-timeout": () => clearTimeout(timer),
  };

  /** @type {Connection["tell"]} */
  function tell(happening) {
    const next = step(state, happening);
    state = next.state;
    showOffline(isOffline(state));
    for (const action of next.actions) all[action]();
  }

  all["start-timeout"]();
  return { tell, state: () => state };
}
