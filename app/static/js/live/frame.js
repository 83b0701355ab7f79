// The frames that the server sends. See `app/live/update.py`; one without any of these fields is proof of life.

/** @typedef {{ seq?: number, epoch?: string, here?: number, board?: boolean, content?: string }} Frame */

/**
 * Parse a message from the server.
 * @param {unknown} data
 * @returns {Frame} an empty frame if the message is not ours
 */
export function frameOf(data) {
  return typeof data === "string" && data.startsWith("{") ? JSON.parse(data) : {};
}
