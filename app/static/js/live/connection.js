// Runs the state table: passes events to it and performs the actions that follow.
import { isOffline, START, step } from "./states.js";

/** Milliseconds without an open socket before the page asks by long poll. */
export const SOCKET_TIMEOUT = 8000;

/** @typedef {Exclude<import("./states.js").Action, "start-timeout" | "stop-timeout">} Doing */

/**
 * The connection of one page.
 * @typedef {object} Connection
 * @property {(event: import("./states.js").StateEvent) => void} dispatch reports an event
 * @property {() => import("./states.js").State} state the present state
 */

/**
 * Begin in the state "connecting".
 * @param {Record<Doing, () => void>} doing the function for each action
 * @param {(offline: boolean | null) => void} showOffline called after every event with whether the page is offline
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
      timer = setTimeout(() => dispatch("timed-out"), SOCKET_TIMEOUT);
    },
    "stop-timeout": () => clearTimeout(timer),
  };

  /** @type {Connection["dispatch"]} */
  function dispatch(event) {
    const next = step(state, event);
    state = next.state;
    showOffline(isOffline(state));
    for (const action of next.actions) all[action]();
  }

  all["start-timeout"]();
  return { dispatch, state: () => state };
}
