// Fetches the whole board when the page is too far behind for an update.
import { refusesSeat } from "../shared/request.js";
import { BackOff, pause } from "../shared/timing.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;
/** Milliseconds over which the requests of pages that fell behind together are spread. */
const SPREAD = 800;

/** @typedef {import("../shared/request.js").Answer} Answer */

/**
 * `fetch` fetches the board. Its promise resolves when the board is in the page or the seat has been removed; calls
 * during a fetch return the same promise. `running` returns that promise, or null.
 * @typedef {{ fetch: () => Promise<void>, running: () => Promise<void> | null }} BoardFetcher
 */

/**
 * Return a fetcher of the whole board that retries until it succeeds.
 * @param {object} needs
 * @param {() => Promise<Answer>} needs.ask asks for the board
 * @param {(answer: Answer) => Promise<void>} needs.apply swaps it into the page
 * @param {import("./connection.js").Connection} needs.connection gets an event for the start and each result
 * @returns {BoardFetcher}
 */
export function boardFetcher({ ask, apply, connection }) {
  /** @type {Promise<void> | null} */
  let running = null;

  async function fetchUntilHere() {
    connection.dispatch("behind");
    // Pages that fell behind together must not send their requests together.
    await pause(Math.random() * SPREAD);
    const backOff = new BackOff(FIRST_WAIT, LONGEST_WAIT);
    while (connection.state().transport !== "removed") {
      if (await attempt().catch(reportError)) return;
      connection.dispatch("fetch-failed");
      await pause(backOff.next());
    }
  }

  /** Returns whether there is nothing left to do. */
  async function attempt() {
    const answer = await ask().catch(() => null);
    if (refusesSeat(answer)) {
      connection.dispatch("dismissed");
      return true;
    }
    if (!answer?.ok) return false;
    await apply(answer);
    connection.dispatch("fetched");
    return true;
  }

  return {
    fetch: () => (running ??= fetchUntilHere().finally(() => (running = null))),
    running: () => running,
  };
}
