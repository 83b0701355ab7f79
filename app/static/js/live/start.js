// Keeps the page up to date, by socket, or by long poll where sockets do not work.
import { byId } from "../shared/dom.js";
import { request } from "../shared/request.js";
import { pause } from "../shared/timing.js";
import { LANGUAGE, RENDERED_AT, VIEW, WORKSHOP } from "../shared/workshop.js";
import { askForCode, showOffline, showRemoved } from "./banner.js";
import { connection as runConnection } from "./connection.js";
import { boardFetcher } from "./fetch-board.js";
import { longPoll } from "./long-poll.js";
import { Position } from "./position.js";
import { showPresence } from "./presence.js";
import { listenToSocket } from "./socket.js";
import { wantsSocket } from "./states.js";
import { applyUpdate } from "./updates.js";

/** Seconds allowed for a whole board on a slow line. */
const SLOWEST = 60;
/** Seconds allowed for the answer to a long poll, which waits for 20, and to one that does not wait. */
const PATIENT = 25;
const SOON = 10;
/** Milliseconds before the page asks again why it was disconnected. */
const PATIENCE = 3000;

const returns = new EventTarget();

/** The position of this page. */
export const position = new Position(RENDERED_AT);

/**
 * Call a function each time that the connection opens.
 * @param {() => void} returned
 */
export function onReturn(returned) {
  returns.addEventListener("return", returned);
}

const view = `view=${VIEW}&lang=${LANGUAGE}`;
const query = () => `since=${position.seq}&epoch=${encodeURIComponent(position.epoch)}&${view}`;

function socketAddress() {
  const address = new URL(`${WORKSHOP}/live?${query()}`, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}

/** @param {import("../shared/request.js").Answer} answer */
function apply(answer) {
  const { text, headers } = answer;
  return applyUpdate(text, () => position.move(Number(headers.get("x-seq")), headers.get("x-epoch") ?? ""));
}

/** @returns {Promise<void>} resolves when the page is visible */
function shown() {
  return new Promise((done) => {
    if (!document.hidden) done();
    else document.addEventListener("visibilitychange", () => done(), { once: true });
  });
}

/** Connect, and keep the page up to date from now on. */
export function start() {
  const connection = runConnection(
    {
      "open-socket": () => socket.open(),
      "close-socket": () => socket.close(),
      "start-polling"() {
        // Until a poll has been answered, the page does not know whether it has a connection at all.
        const ask = () =>
          connection.state().transport === "polling"
            ? request(`${WORKSHOP}/news?${query()}`, {}, PATIENT)
            : request(`${WORKSHOP}/news?${query()}&wait=0`, {}, SOON);
        longPoll({ ask, apply, fetchBoard: board.fetch, shown, showPresence, connection });
      },
      "announce-return": () => returns.dispatchEvent(new Event("return")),
      "ask-why": askWhy,
    },
    showOffline,
  );
  const board = boardFetcher({ ask: () => request(`${WORKSHOP}/board?${view}`, {}, SLOWEST), apply, connection });
  const wanted = () => wantsSocket(connection.state());
  const { dispatch } = connection;
  const socket = listenToSocket({ address: socketAddress, position, board, showPresence, wanted, dispatch });

  /** Ask why the server has closed the connection, until it answers. */
  async function askWhy() {
    const answer = await request(`${WORKSHOP}/place?${view}`, { headers: { accept: "text/plain" } }).catch(() => null);
    if (answer?.ok) {
      dispatch("readmitted");
    } else if (answer?.headers.get("x-place") === "code") {
      askForCode();
    } else if (answer && answer.status < 500 && answer.status !== 429) {
      showRemoved();
    } else {
      await pause(PATIENCE);
      await askWhy();
    }
  }

  // Updates are overdue, or the browser has taken the page out of its back/forward cache: the socket may be dead.
  position.onMissed(() => connection.state().transport === "open" && !board.running() && socket.renew());
  addEventListener("pageshow", ({ persisted }) => persisted && wanted() && socket.renew());
  // The network has returned, so the next attempt need not wait.
  addEventListener("online", () => socket.retryNow());
  // On a slow line, htmx may have processed the page before its socket extension was loaded.
  htmx.process(byId("live"));
  if ("WebSocket" in window) socket.open();
  else dispatch("gave-up");
}
