// Handles the events and frames of the WebSocket that htmx opens.
import { byId } from "../shared/dom.js";
import { frameOf } from "./frame.js";
import { abandon, failureCounter } from "./lost-socket.js";
import { watchSilence } from "./silence.js";
import { beginUpdate, endUpdate } from "./updates.js";

/** Close codes for a seat that has no access to this workshop. */
const DISMISSED = [1008, 4403];

/**
 * Listen to the socket.
 * @param {object} needs
 * @param {() => string} needs.address the address to connect to, with the present position
 * @param {import("./position.js").Position} needs.position
 * @param {import("./fetch-board.js").BoardFetcher} needs.board
 * @param {(count: number) => void} needs.showPresence
 * @param {() => boolean} needs.wanted whether the page wants a socket
 * @param {(event: import("./states.js").StateEvent) => void} needs.dispatch
 * @returns {{ open: () => void, close: () => void, retryNow: () => void, renew: () => void }} `renew` replaces a socket
 *   that may be dead by a new one
 */
export function listenToSocket({ address, position, board, showPresence, wanted, dispatch }) {
  // A computer stays connected in a hidden tab, to count new notes; a phone disconnects to save its battery.
  const staysOpen = matchMedia("(hover: hover) and (pointer: fine)").matches;
  /** @type {HtmxConnection | null} */
  let connection = null;
  let tooMany = failureCounter();
  /** @type {{ stop: () => void } | null} */
  let watch = null;
  /** The socket whose end htmx has handled. @type {WebSocket | null} */
  let ended = null;
  let renewing = false;

  position.onMove(() => {
    if (connection) connection.url = address();
  });

  document.addEventListener("htmx:ws:before:connection", (event) => {
    if (!wanted()) return event.preventDefault();
    connection = event.detail.connection;
    if (staysOpen) connection.config.pauseOnBackground = false;
    connection.url = address();
    dispatch("trying");
  });

  document.addEventListener("htmx:ws:after:connection", ({ detail: { connection: { socket } } }) => {
    dispatch("opened");
    let works = false;
    watch?.stop();
    // A socket that opens and brings nothing at all is one of a network where sockets do not work.
    const { heard, stop } = watchSilence(() => works ? renew() : dispatch("gave-up"));
    watch = { stop };
    // The socket's own event, because htmx keeps messages back while one is swapped in or the board is fetched.
    socket?.addEventListener("message", () => {
      works = true;
      heard();
    });
  });

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
    watch?.stop();
    if (reason !== "closed") return;
    ended = event.detail.connection.socket;
    if (code !== null && DISMISSED.includes(code)) dispatch("dismissed");
    else if (document.hidden) dispatch("paused");
    else dispatch(wanted() && !renewing && tooMany() ? "gave-up" : "closed");
  });

  document.addEventListener("htmx:ws:error", (event) => {
    const { connection: failed, error } = event.detail;
    // The browser's own event is followed by the end of the socket, and may come from one that was replaced.
    if (!failed || error instanceof Event) return;
    // The socket could not be created.
    if (!failed.socket) return dispatch("gave-up");
    // A frame could not be swapped in. The next frame would skip it, so the whole board is fetched.
    endUpdate();
    board.fetch();
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    dispatch("resumed");
    // It was closed when the page was hidden, and the network was lost before the server's answer.
    if (connection?.socket?.readyState === WebSocket.CLOSING) renew();
  });

  const connect = () => htmx.trigger(byId("live"), "connect");

  function renew() {
    // On a phone, htmx opens a socket when the page is shown again.
    if (document.hidden && connection?.config.pauseOnBackground) return;
    if (!connection?.socket || connection.socket === ended) {
      connect();
      return;
    }
    renewing = true;
    abandon(connection);
    renewing = false;
  }

  return {
    open() {
      tooMany = failureCounter();
      connect();
    },
    renew,
    close: () => connection?.socket?.close(),
    retryNow() {
      // Where htmx closes the sockets of hidden tabs, it reconnects at once on this event.
      if (wanted() && connection?.socket?.readyState === WebSocket.CLOSED) {
        document.dispatchEvent(new Event("visibilitychange"));
      }
    },
  };
}
