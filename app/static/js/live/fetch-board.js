// Fetching the whole board, where telling what has happened would be too much.
import { pause } from "../shared/timing.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;
/** Milliseconds within which all pages come back that fell behind together. */
const SPREAD = 800;

/** @typedef {import("../shared/request.js").Answer} Answer */

/**
 * `fetch` fetches the board and resolves when it is in the page, or the seat has been removed; while it does, asking
 * again gives the same promise. `running` is that promise, or null.
 * @typedef {{ fetch: () => Promise<void>, running: () => Promise<void> | null }} BoardFetcher
 */

/**
 * Fetches the whole board, as often as it takes.
 * @param {object} needs
 * @param {() => Promise<Answer>} needs.ask asks for the board
 * @param {(answer: Answer) => Promise<void>} needs.apply swaps it into the page
 * @param {import("./connection.js").Connection} needs.connection is told how it goes
 * @returns {BoardFetcher}
 */
export function boardFetcher({ ask, apply, connection }) {
  /** @type {Promise<void> | null} */
  let running = null;

  async function fetchUntilHere() {
    connection.tell("behind");
    // Pages that fell behind together must not come back together.
    await pause(Math.random() * SPREAD);
    for (let wait = FIRST_WAIT; connection.state().transport !== "removed"; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      if (await attempt().catch(reportError)) return;
      connection.tell("fetch-failed");
      await pause(wait * (0.5 + Math.random()));
    }
  }

  /** Returns whether there is nothing left to do. */
  async function attempt() {
    const answer = await ask().catch(() => null);
    if (answer?.status === 403 || answer?.status === 404) {
      connection.tell("dismissed");
      return true;
    }
    if (!answer?.ok) return false;
    await apply(answer);
    connection.tell("fetched");
    return true;
  }

  return {
    fetch: () => (running ??= fetchUntilHere().finally(() => (running = null))),
    running: () => running,
  };
}
