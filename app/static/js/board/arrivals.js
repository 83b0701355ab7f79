// Tells screen readers how many notes of others have arrived, together with those that wait to be told.
import { announce } from "../shared/announcer.js";
import { message } from "../shared/messages.js";

let waiting = 0;

/** @param {number} count */
export function announceArrivals(count) {
  waiting += count;
  announce(() => {
    const n = waiting;
    waiting = 0;
    return message("new", { n });
  }, "new");
}
