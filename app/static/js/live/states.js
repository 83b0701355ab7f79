// The state machine of a page's connection to the server, as one table. It uses no page, network or clock.
// The state has two parts: how updates reach the page (transport), and whether the whole board must be fetched.

/** @typedef {"connecting" | "open" | "reconnecting" | "paused"} SocketState the page wants a socket */
/** @typedef {"first-poll" | "polling" | "poll-failed"} PollState sockets do not work: the page asks by long poll */
/** @typedef {SocketState | PollState | "removed"} Transport */
/** @typedef {"current" | "fetching" | "refetching"} Board */
/** @typedef {Readonly<{ transport: Transport, board: Board }>} State */

/**
 * Events.
 * @typedef {"trying" | "opened" | "closed" | "paused" | "resumed" | "timed-out" | "gave-up" | "answered" | "unanswered" |
 *   "socket-again" | "behind" | "fetched" | "fetch-failed" | "dismissed" | "readmitted"} StateEvent
 */

/**
 * Actions that follow from events.
 * @typedef {"start-timeout" | "stop-timeout" | "open-socket" | "close-socket" | "start-polling" | "announce-return" |
 *   "ask-why"} Action
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
const REMOVED = ["removed", "stop-timeout", "close-socket", "ask-why"];

/**
 * For each state and event, the next state and the actions. An event that is missing in a row changes nothing. Every
 * state that waits for a socket runs a timeout, because some networks neither open nor refuse a socket, and htmx does
 * not reopen every closed socket.
 * @type {Readonly<Record<Transport | Board, Partial<Record<StateEvent, Step>>>>}
 */
export const TABLE = {
  // A socket is being opened for the first time, or after a pause.
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
  // The socket was closed because the tab was hidden, which is not a failure.
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
  // The server has closed the connection, and the page asks why. If the seat has its place, it connects again.
  removed: { readmitted: SOCKET_AGAIN },

  // The page shows the board up to its position.
  current: { behind: ["fetching"] },
  // The whole board is being fetched; later frames wait for it.
  fetching: { fetched: ["current"], "fetch-failed": ["refetching"] },
  // The board could not be fetched and is requested again.
  refetching: { fetched: ["current", "announce-return"] },
};

/** @type {State} */
export const START = { transport: "connecting", board: "current" };

/**
 * The next state and the actions after an event.
 * @param {State} state
 * @param {StateEvent} event
 * @returns {{ state: State, actions: Action[] }}
 */
export function step(state, event) {
  const [transport, ...first] = TABLE[state.transport][event] ?? [state.transport];
  const [board, ...second] = TABLE[state.board][event] ?? [state.board];
  return { state: /** @type {State} */ ({ transport, board }), actions: [...first, ...second] };
}

/**
 * Whether to show that there is no connection; null while that is not known.
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
 * Whether the page uses long poll.
 * @param {State} state
 */
export function polls({ transport }) {
  return ["first-poll", "polling", "poll-failed"].includes(transport);
}
