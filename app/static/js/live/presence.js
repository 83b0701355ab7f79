// How many people are here.
import { byId } from "../shared/dom.js";

/**
 * Show how many people are here.
 * @param {number | string | null} count null if the server did not say
 */
export function showPresence(count) {
  if (count === null) return;
  const presence = byId("presence");
  presence.textContent = (presence.dataset.sentence ?? "").replace("{n}", String(count));
}
