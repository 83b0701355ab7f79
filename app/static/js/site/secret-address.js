// A secret leaves the address bar, which others may see. What is left leads, by Reload, Back and the choice of a
// language, to a page that wants the secret again: this tab keeps it for that, for as long as it is open.
import { first } from "../shared/dom.js";

/** Take the secret out of the address, or go on with the one that this tab has kept. */
export function hideSecret() {
  const wanted = first("[data-secret-wanted]");
  const short = first("[data-secret-address]")?.dataset.secretAddress;
  const address = location.pathname;
  try {
    const secret = wanted && sessionStorage.getItem(address);
    if (secret) {
      // No one needs to read what they need not do.
      wanted.hidden = true;
      location.replace(`${address}/${secret}`);
    }
    // A form that comes back with what is wrong in it is at the short address already.
    if (short && address.startsWith(`${short}/`)) {
      sessionStorage.setItem(short, address.slice(short.length + 1));
      history.replaceState(null, "", short);
    }
  } catch {
    return; // where nothing can be kept, the address stays as it is
  }
}
