// Removes a secret from the address bar, which others may see. Reload, Back and a change of language lead to the address
// without it, so the tab's session storage keeps the secret until the tab is closed.
import { first } from "../shared/dom.js";

/** Remove the secret from the address, or go to the address with the secret that this tab has kept. */
export function hideSecret() {
  const wanted = first("[data-secret-wanted]");
  const short = first("[data-secret-address]")?.dataset.secretAddress;
  const address = location.pathname;
  try {
    const secret = wanted && sessionStorage.getItem(address);
    if (secret) {
      // The page is replaced at once, so its text is hidden.
      wanted.hidden = true;
      location.replace(`${address}/${secret}`);
    }
    // A form that was returned with problems has the short address already.
    if (short && address.startsWith(`${short}/`)) {
      sessionStorage.setItem(short, address.slice(short.length + 1));
      history.replaceState(null, "", short);
    }
  } catch {
    return; // without storage, the address stays as it is
  }
}
