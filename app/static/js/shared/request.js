// Requests to the server. Something in between may answer in its place: the sign-in page of a café's Wi-Fi, a filter
// that dislikes a word, a proxy whose server is being restarted. Nothing is saved, refused or over because of that.

/** @typedef {{ ok: boolean, status: number, headers: Headers, text: string }} Answer */

/** Thrown when the answer is not the server's own. */
export class ForeignAnswer extends Error {
  /** @param {number} status the HTTP status of the foreign answer */
  constructor(status) {
    super(`answered by something else: ${status}`);
    /** Whether it refuses what was sent, so that it will not pass by itself. */
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
