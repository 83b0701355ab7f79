// Updates by plain HTTP, where sockets do not work.
import { pause } from "../shared/timing.js";
import { polls } from "./states.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;
/** Milliseconds between two questions: one answer a second at most. */
const SHORTEST_ROUND = 1000;
/** Milliseconds after which sockets are tried again: the network may be another one. */
export const SOCKETS_AGAIN = 15 * 60_000;

/** @typedef {import("../shared/request.js").Answer} Answer */

/**
 * Ask for updates for as long as the connection polls.
 * @param {object} needs
 * @param {() => Promise<Answer>} needs.ask asks for updates; the answer comes when there are any, or after a while
 * @param {(answer: Answer) => Promise<void>} needs.apply swaps them into the page
 * @param {() => Promise<void>} needs.fetchBoard fetches the whole board
 * @param {() => Promise<void>} needs.shown resolves when someone can see the page
 * @param {(count: string | null) => void} needs.showPresence
 * @param {import("./connection.js").Connection} needs.connection is told how it goes
 */
export async function longPoll({ ask, apply, fetchBoard, shown, showPresence, connection }) {
  const began = Date.now();
  let wait = FIRST_WAIT;

  /** Ask once; returns how many milliseconds to wait before the next question. */
  async function round() {
    const asked = Date.now();
    const answer = await ask().catch(() => null);
    if (answer?.status === 403 || answer?.status === 404) {
      connection.tell("dismissed");
      return 0;
    }
    if (!answer?.ok) return failed();
    connection.tell("answered");
    wait = FIRST_WAIT;
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

  /** Returns how many milliseconds to wait before the next question. */
  function failed() {
    connection.tell("unanswered");
    const now = wait * (0.5 + Math.random());
    wait = Math.min(2 * wait, LONGEST_WAIT);
    return now;
  }

  while (polls(connection.state())) {
    await shown();
    const rest = await round().catch((error) => {
      reportError(error);
      return failed();
    });
    await pause(rest);
    if (Date.now() - began > SOCKETS_AGAIN) connection.tell("socket-again");
  }
}
