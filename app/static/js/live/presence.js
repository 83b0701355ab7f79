// The number of people present.
import { byId } from "../shared/dom.js";

/**
 * Show the number of people present.
 * @param {number | string | null} count null if the server sent none
 */
export function showPresence(count) {
  if (count === null) return;
  const presence = byId("presence");
  presence.textContent = (presence.dataset.sentence ?? "").replace("{n}", String(count));
}
