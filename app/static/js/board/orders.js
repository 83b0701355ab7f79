// The orders in which a reader can have notes.

/**
 * What an order looks at. `rank`, `at` (minutes) and `votes` are those of the leading note in a stack, `own` is the
 * note's own rank.
 * @typedef {{ rank: string, own: string, at: number, votes: number }} Facts
 */

/** @param {string} one @param {string} other */
const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

/**
 * A function that compares two notes. Notes of a stack stay behind their leading note.
 * @param {string} order "arranged", "newest" or "votes"
 * @returns {(one: Facts, other: Facts) => number}
 */
export function byOrder(order) {
  return (one, other) => {
    const first = order === "newest" ? other.at - one.at : order === "votes" ? other.votes - one.votes : 0;
    const ranks = compare(one.rank, other.rank) * (order === "newest" ? -1 : 1);
    return first || ranks || compare(one.own, other.own);
  };
}
