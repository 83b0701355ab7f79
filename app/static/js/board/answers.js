// Computes from a reader's own answers what a rating shows.

/**
 * The reader's answers: by the key of what is rated, the value of the chosen field, which is "0" for "can't say".
 * @param {string | undefined} stored the answers as the private fragment has them
 * @returns {Map<string, string>}
 */
export function ownAnswers(stored) {
  /** @type {Record<string, number | null>} */
  const answers = JSON.parse(stored || "{}");
  return new Map(Object.entries(answers).map(([key, value]) => [key, String(value ?? 0)]));
}

/**
 * The place of the first thing that is not rated yet; the first place if everything is.
 * @param {boolean[]} done
 * @returns {number}
 */
export function firstOpen(done) {
  return Math.max(0, done.indexOf(false));
}
