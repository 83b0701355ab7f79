// Notices that nothing arrives any more on a connection that is still open, as after a lost network or a sleep.

/** The most milliseconds without a message; the server sends one at least every ten seconds. */
export const LONGEST_SILENCE = 22_000;
/** Milliseconds between two checks. */
const CHECK = 3000;

/**
 * Watch one connection from now until `stop`.
 * @param {() => void} silent called at every check while the last message is LONGEST_SILENCE ago or longer
 * @returns {{ heard: () => void, stop: () => void }} `heard` reports a message
 */
export function watchSilence(silent) {
  let last = Date.now();
  let checked = last;
  let timer = setTimeout(check, CHECK);
  let waited = false;

  function check() {
    const now = Date.now();
    // A page that was suspended runs its timers before it handles the messages that have arrived, so it checks again.
    const late = now - checked > 2 * CHECK && !waited;
    // Someone has set the clock back.
    if (now < last) last = now;
    checked = now;
    waited = late;
    timer = setTimeout(check, CHECK);
    if (!late && now - last >= LONGEST_SILENCE) silent();
  }

  return {
    heard() {
      last = Date.now();
    },
    stop: () => clearTimeout(timer),
  };
}
