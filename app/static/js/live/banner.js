// The banner that people see when the connection is lost.
import { byId } from "../shared/dom.js";
import { message } from "../shared/messages.js";

/** Milliseconds without a connection before the banner appears. */
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
 * Show the banner after three seconds without a connection, and hide it when the connection returns.
 * @param {boolean | null} offline null leaves what is shown as it is
 */
export function showOffline(offline) {
  if (offline) timer ??= setTimeout(() => show(message("gone")), QUIET);
  if (offline !== false) return;
  clearTimeout(timer);
  timer = undefined;
  byId("banner").hidden = true;
}

/** Show, until the page is closed, that this seat has been removed. */
export function showRemoved() {
  clearTimeout(timer);
  show(message("removed"));
}

/** Show the field for the new code, which the person must enter to come back. The rest of the page stays. */
export function askForCode() {
  clearTimeout(timer);
  byId("banner").hidden = true;
  byId("new-code").hidden = false;
}
