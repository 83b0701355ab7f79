// Asking the server. What stands between may answer in its place: the sign-in page of a café's Wi-Fi, a filter that
// dislikes a word, a proxy whose server is being restarted. Nothing is saved, refused or over because of such an answer.

/** An answer that is not the server's; `final` if it is no trouble that passes, but an answer to what was sent. */
export class Stranger extends Error {
  constructor(status) {
    super(`answered by somebody else: ${status}`);
    this.final = status >= 400 && status < 500;
  }
}

/** `fetch`, for the server's own answers; throws a Stranger for any other. */
export async function ask(address, options) {
  const answer = await fetch(address, options);
  if (!answer.headers.has("x-answered-by")) throw new Stranger(answer.status);
  return answer;
}
