// Asking the server. What stands between may answer in its place: the sign-in page of a café's Wi-Fi, a filter that
// dislikes a word, a proxy whose server is being restarted. Nothing is saved, refused or over because of such an answer.

/** An answer that is not the server's; `final` if it is no trouble that passes, but an answer to what was sent. */
export class Stranger extends Error {
  constructor(status) {
    super(`answered by somebody else: ${status}`);
    this.final = status >= 400 && status < 500;
  }
}

/**
 * The server's own answer: `{ ok, status, headers, text }`. Throws a Stranger where somebody else answers, and another
 * error where nobody does, or not all of it within so many seconds.
 */
export async function ask(address, options = {}, seconds = 20) {
  const patience = new AbortController();
  const over = setTimeout(() => patience.abort(), 1000 * seconds);
  try {
    const answer = await fetch(address, { ...options, signal: patience.signal });
    const { ok, status, headers } = answer;
    if (!headers.has("x-answered-by")) throw new Stranger(status);
    return { ok, status, headers, text: await answer.text() };
  } finally {
    clearTimeout(over);
  }
}
