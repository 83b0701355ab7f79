// Computes votes: the reader's own, and what the next press on a button asks for.

/**
 * The reader's votes: by note, what each note may get, and how many are left.
 * @typedef {{ given: Map<string, number>, each: number, left: number }} Ballot
 */

/**
 * The reader's votes with presses that the server has not answered yet.
 * @param {Ballot} ballot as the page shows it
 * @param {Map<string, { votes: number }>} asked the number of votes that was asked for, by note
 * @returns {Ballot}
 */
export function withAsked({ given, each, left }, asked) {
  const all = new Map(given);
  for (const [note, { votes }] of asked) {
    left += (all.get(note) ?? 0) - votes;
    all.set(note, votes);
  }
  return { given: all, each, left };
}

/**
 * The number of votes that a press on a note's button asks for. Where a note can get one vote, a second press takes it
 * back.
 * @param {Ballot} ballot
 * @param {string} note
 * @param {boolean} less whether the button takes votes back
 * @returns {number | null} null if there is no vote left to give
 */
export function votesAfter({ given, each, left }, note, less) {
  const now = given.get(note) ?? 0;
  if (less || (each === 1 && now)) return Math.max(0, now - 1);
  if (now >= each) return now;
  return left > 0 ? now + 1 : null;
}
