// Updates by long poll over plain HTTP, on networks where sockets do not work.
import { refusesSeat } from "../shared/request.js";
import { BackOff, pause } from "../shared/timing.js";
import { polls } from "./states.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;
/** The least milliseconds between two requests, so that a page gets at most one answer per second. */
const SHORTEST_ROUND = 1000;
/** Milliseconds after which sockets are tried again, because the network may have changed. */
export const SOCKETS_AGAIN = 15 * 60_000;

/** @typedef {import("../shared/request.js").Answer} Answer */

/**
 * Ask for updates for as long as the connection polls.
 * @param {object} needs
 * @param {() => Promise<Answer>} needs.ask asks for updates; answers when there are any, or after 20 seconds
 * @param {(answer: Answer) => Promise<void>} needs.apply swaps them into the page
 * @param {() => Promise<void>} needs.fetchBoard fetches the whole board
 * @param {() => Promise<void>} needs.shown resolves when the page is visible
 * @param {(count: string | null) => void} needs.showPresence
 * @param {import("./connection.js").Connection} needs.connection gets an event for each result
 */
export async function longPoll({ ask, apply, fetchBoard, shown, showPresence, connection }) {
  const began = Date.now();
  const backOff = new BackOff(FIRST_WAIT, LONGEST_WAIT);

  /** Ask once; returns the milliseconds to wait before the next request. */
  async function round() {
    const asked = Date.now();
    const answer = await ask().catch(() => null);
    if (refusesSeat(answer)) {
      connection.dispatch("dismissed");
      return 0;
    }
    if (!answer?.ok) return failed();
    connection.dispatch("answered");
    backOff.reset();
    showPresence(answer.headers.get("x-here"));
    if (answer.headers.has("x-board")) await fetchBoard();
    else if (answer.status === 200) await applyOrFetch(answer);
    return Math.max(0, asked + SHORTEST_ROUND - Date.now());
  }

  /** @param {Answer} answer */
  async function applyOrFetch(answer) {
    try {
      await apply(answer);
    } catch (error) {
      reportError(error);
      await fetchBoard();
    }
  }

  /** Returns the milliseconds to wait before the next request. */
  function failed() {
    connection.dispatch("unanswered");
    return backOff.next();
  }

  while (polls(connection.state())) {
    await shown();
    const rest = await round().catch((error) => {
      reportError(error);
      return failed();
    });
    await pause(rest);
    if (Date.now() - began > SOCKETS_AGAIN) connection.dispatch("socket-again");
  }
}
