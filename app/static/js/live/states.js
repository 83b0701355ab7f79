// The states of a page's connection to the server, as one table. Nothing here touches the page, the network or a clock.
// Two things are told apart: how updates reach the page (transport), and whether the whole board has to be fetched.

/** @typedef {"connecting" | "open" | "reconnecting" | "paused"} SocketState the page wants a socket */
/** @typedef {"first-poll" | "polling" | "poll-failed"} PollState sockets do not work: the page asks by long poll */
/** @typedef {SocketState | PollState | "removed"} Transport */
/** @typedef {"current" | "fetching" | "refetching"} Board */
/** @typedef {Readonly<{ transport: Transport, board: Board }>} State */

/**
 * What can happen.
 * @typedef {"trying" | "opened" | "closed" | "paused" | "resumed" | "timed-out" | "gave-up" | "answered" | "unanswered" |
 *   "socket-again" | "behind" | "fetched" | "fetch-failed" | "dismissed"} Happening
 */

/**
 * What has to be done about it.
 * @typedef {"start-timeout" | "stop-timeout" | "open-socket" | "close-socket" | "start-polling" | "announce-return" |
 *   "show-removed"} Action
 */

/** @typedef {readonly [next: Transport | Board, ...actions: Action[]]} Step */

/** @type {Step} */
const TRY = ["connecting", "start-timeout"];
/** @type {Step} */
const OPEN = ["open", "stop-timeout", "announce-return"];
/** @type {Step} */
const LOST = ["reconnecting", "start-timeout"];
/** @type {Step} */
const PAUSE = ["paused", "stop-timeout"];
/** @type {Step} */
const POLL = ["first-poll", "stop-timeout", "close-socket", "start-polling"];
/** @type {Step} */
const SOCKET_AGAIN = ["connecting", "start-timeout", "open-socket"];
/** @type {Step} */
const REMOVED = ["removed", "stop-timeout", "close-socket", "show-removed"];

/**
 * For each state, what follows when something happens: the next state, and what to do. What is not in a row changes
 * nothing. Every state that waits for a socket runs a timeout: some networks neither open a socket nor refuse it, and
 * htmx does not try every closed socket again.
 * @type {Readonly<Record<Transport | Board, Partial<Record<Happening, Step>>>>}
 */
export const TABLE = {
  // A socket is opened for the first time, or after a rest.
  connecting: {
    trying: TRY,
    opened: OPEN,
    closed: LOST,
    paused: PAUSE,
    "timed-out": POLL,
    "gave-up": POLL,
    dismissed: REMOVED,
  },
  open: { closed: LOST, paused: PAUSE, "gave-up": POLL, dismissed: REMOVED },
  // The socket has been lost.
  reconnecting: {
    trying: ["reconnecting", "start-timeout"],
    opened: OPEN,
    closed: LOST,
    paused: PAUSE,
    "timed-out": POLL,
    "gave-up": POLL,
    dismissed: REMOVED,
  },
  // The socket was closed while the tab was hidden. That is no failure.
  paused: { trying: TRY, resumed: TRY, opened: OPEN, dismissed: REMOVED },
  // No long poll has been answered yet.
  "first-poll": {
    answered: ["polling", "announce-return"],
    unanswered: ["poll-failed"],
    "socket-again": SOCKET_AGAIN,
    dismissed: REMOVED,
  },
  polling: { unanswered: ["poll-failed"], "socket-again": SOCKET_AGAIN, dismissed: REMOVED },
  "poll-failed": { answered: ["polling", "announce-return"], "socket-again": SOCKET_AGAIN, dismissed: REMOVED },
  // The seat is no longer at this workshop. Only loading the page again leads out.
  removed: {},

  // The page shows the board up to its position.
  current: { behind: ["fetching"] },
  // The whole board is being fetched; until it is here, later frames wait.
  fetching: { fetched: ["current"], "fetch-failed": ["refetching"] },
  // It could not be fetched, and is asked for again.
  refetching: { fetched: ["current", "announce-return"] },
};

/** @type {State} */
export const START = { transport: "connecting", board: "current" };

/**
 * What follows when something happens.
 * @param {State} state
 * @param {Happening} happening
 * @returns {{ state: State, actions: Action[] }}
 */
export function step(state, happening) {
  const [transport, ...first] = TABLE[state.transport][happening] ?? [state.transport];
  const [board, ...second] = TABLE[state.board][happening] ?? [state.board];
  return { state: /** @type {State} */ ({ transport, board }), actions: [...first, ...second] };
}

/**
 * Whether people have to be told that there is no connection: yes, no, or null while that is not known.
 * @param {State} state
 * @returns {boolean | null}
 */
export function isOffline({ transport, board }) {
  if (transport === "removed") return null;
  if (transport === "reconnecting" || transport === "poll-failed" || board === "refetching") return true;
  return transport === "open" || transport === "polling" ? false : null;
}

/**
 * Whether the page wants a socket.
 * @param {State} state
 */
export function wantsSocket({ transport }) {
  return ["connecting", "open", "reconnecting", "paused"].includes(transport);
}

/**
 * Whether the page asks by long poll.
 * @param {State} state
 */
export function polls({ transport }) {
  return ["first-poll", "polling", "poll-failed"].includes(transport);
}
