// What people see of a lost connection.
import { byId } from "../shared/dom.js";
import { message } from "../shared/messages.js";

/** Milliseconds that a connection may be away before anyone is told. */
const QUIET = 3000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {string} text */
function show(text) {
  const banner = byId("banner");
  banner.textContent = text;
  banner.hidden = false;
}

/**
 * Say that there is no connection once that has lasted three seconds; take it back when there is one.
 * @param {boolean | null} offline null leaves what is shown as it is
 */
export function showOffline(offline) {
  if (offline) timer ??= setTimeout(() => show(message("gone")), QUIET);
  if (offline !== false) return;
  clearTimeout(timer);
  timer = undefined;
  byId("banner").hidden = true;
}

/** Say, for as long as the page is open, that this person is no longer at the workshop. */
export function showRemoved() {
  clearTimeout(timer);
  show(message("removed"));
}
