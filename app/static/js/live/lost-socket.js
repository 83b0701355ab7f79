// Lost sockets: how many are too many, and how to give one up that the browser still believes to be open.

/** FAILURES lost sockets WITHIN so many milliseconds mean that sockets do not work on this network. */
const FAILURES = 4;
const WITHIN = 60_000;
/** The close code of a socket that was lost without a goodbye. htmx opens another after it. */
const LOST = 1006;

/**
 * Return a function that counts failures.
 * @returns {() => boolean} counts a failure; returns whether there were too many within a minute
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
 * Tell htmx that a connection's socket is lost, so that it opens another. The browser would say so minutes later.
 * @param {HtmxConnection} connection
 */
export function abandon(connection) {
  const { socket } = connection;
  socket?.dispatchEvent(new CloseEvent("close", { code: LOST }));
  // htmx ignores the end of a socket that is no longer the connection's. It may come with a code of a wanted end.
  connection.socket = null;
  socket?.close();
}
