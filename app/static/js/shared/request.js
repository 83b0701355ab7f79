// Requests to the server. Another system may answer in its place: a Wi-Fi sign-in page, a content filter, or a proxy
// whose server is restarting. Such an answer says nothing about whether something was saved or refused.

/** @typedef {{ ok: boolean, status: number, headers: Headers, text: string }} Answer */

/**
 * Whether the server says that this seat has no access to what was asked for.
 * @param {Answer | null} answer
 */
export const refusesSeat = (answer) => answer?.status === 403 || answer?.status === 404;

/** Thrown when the answer is not the server's own. */
export class ForeignAnswer extends Error {
  /** @param {number} status the HTTP status of the foreign answer */
  constructor(status) {
    super(`answered by something else: ${status}`);
    /** Whether it rejects the content that was sent, so that waiting will not help. */
    this.permanent = status >= 400 && status < 500;
  }
}

/**
 * Send a request and return the server's own answer.
 * @param {string} address
 * @param {RequestInit} [options]
 * @param {number} [seconds] how long to wait for the whole answer
 * @returns {Promise<Answer>}
 * @throws {ForeignAnswer} if something else answers
 * @throws {Error} if nothing answers, or not all of it arrives in time
 */
export async function request(address, options = {}, seconds = 20) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), 1000 * seconds);
  try {
    const answer = await fetch(address, { ...options, signal: limit.signal });
    const { ok, status, headers } = answer;
    if (!headers.has("x-answered-by")) throw new ForeignAnswer(status);
    return { ok, status, headers, text: await answer.text() };
  } finally {
    clearTimeout(timer);
  }
}
