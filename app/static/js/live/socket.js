// The WebSocket, as htmx opens it: what it says and what happens to it.
import { byId } from "../shared/dom.js";
import { beginUpdate, endUpdate } from "./updates.js";

/** So many lost sockets within so many milliseconds mean that sockets do not work here. */
const FAILURES = 4;
const WITHIN = 60_000;
/** Close codes that mean: this seat is not at this workshop. */
const DISMISSED = [1008, 4403];

/** @typedef {{ seq?: number, epoch?: string, here?: number, board?: boolean, content?: string }} Frame */

/**
 * Read a message of the server's.
 * @param {unknown} data
 * @returns {Frame} an empty one if it is not ours
 */
function frameOf(data) {
  return typeof data === "string" && data.startsWith("{") ? JSON.parse(data) : {};
}

/**
 * Return a function that counts failures.
 * @returns {() => boolean} one more failure; returns whether there have been too many within a minute
 */
export function failureCounter() {
  /** @type {number[]} */
  let failures = [];
  return () => {
    const now = Date.now();
    failures = [...failures.filter((then) => now - then < WITHIN), now];
    return failures.length >= FAILURES;
  };
}

/**
 * Listen to the socket.
 * @param {object} needs
 * @param {() => string} needs.address where to connect, from the present position on
 * @param {import("./position.js").Position} needs.position
 * @param {import("./fetch-board.js").BoardFetcher} needs.board
 * @param {(count: number) => void} needs.showPresence
 * @param {() => boolean} needs.wanted whether the page wants a socket
 * @param {(happening: import("./states.js").Happening) => void} needs.tell
 * @returns {{ open: () => void, close: () => void, retryNow: () => void }}
 */
export function listenToSocket({ address, position, board, showPresence, wanted, tell }) {
  // A computer goes on counting what is new behind a video call. A phone in a pocket saves its battery.
  const staysOpen = matchMedia("(hover: hover) and (pointer: fine)").matches;
  /** @type {HtmxConnection | null} */
  let connection = null;
  let tooMany = failureCounter();

  position.onMove(() => {
    if (connection) connection.url = address();
  });

  document.addEventListener("htmx:ws:before:connection", (event) => {
    if (!wanted()) return event.preventDefault();
    connection = event.detail.connection;
    if (staysOpen) connection.config.pauseOnBackground = false;
    connection.url = address();
    tell("trying");
  });

  document.addEventListener("htmx:ws:after:connection", () => tell("opened"));

  document.addEventListener("htmx:ws:before:message:incoming", ({ detail }) => {
    const frame = frameOf(detail.message.data);
    if (frame.here !== undefined) showPresence(frame.here);
    if (frame.board) {
      detail.cancelled = true;
      detail.waitUntil(board.fetch());
      return;
    }
    const running = board.running();
    if (running) detail.waitUntil(running.then(swapOrSkip));
    else swapOrSkip();

    function swapOrSkip() {
      const { seq, epoch = "", content } = frame;
      if (seq !== undefined && position.includes(seq, epoch)) detail.cancelled = true;
      else if (content !== undefined) beginUpdate();
    }
  });

  document.addEventListener("htmx:ws:after:message:incoming", (event) => {
    const { seq, epoch = "" } = frameOf(event.detail.message.data);
    if (seq !== undefined) position.move(seq, epoch);
    endUpdate();
  });

  document.addEventListener("htmx:ws:close", (event) => {
    const { reason, code } = event.detail;
    if (reason !== "closed") return;
    if (code !== null && DISMISSED.includes(code)) tell("dismissed");
    else if (document.hidden) tell("paused");
    else tell(wanted() && tooMany() ? "gave-up" : "closed");
  });

  document.addEventListener("htmx:ws:error", (event) => {
    const { connection: failed, error } = event.detail;
    // The socket could not even be made.
    if (failed && !failed.socket) tell("gave-up");
    else if (failed && !(error instanceof Event)) {
      // A frame could not be swapped in. The next would move past it, so the board is fetched instead.
      endUpdate();
      board.fetch();
    }
  });

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) tell("resumed");
  });

  return {
    open() {
      tooMany = failureCounter();
      htmx.trigger(byId("live"), "connect");
    },
    close: () => connection?.socket?.close(),
    retryNow() {
      // htmx listens to this where it closes the sockets of hidden tabs, and then connects at once.
      if (wanted() && connection?.socket?.readyState === WebSocket.CLOSED) {
        document.dispatchEvent(new Event("visibilitychange"));
      }
    },
  };
}
