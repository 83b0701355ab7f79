// Says what leads away from the page, if it takes long: a form that is sent, a page that opens, a file that is made.
import { begin } from "../shared/busy.js";
import { closest } from "../shared/dom.js";

/** Watch forms and links of this page. */
export function startBusy() {
  let done = () => {};
  /**
   * @param {"sending" | "opening" | "preparing"} what
   * @param {Event} [event] what started it; another listener may yet prevent it
   */
  const start = (what, event) => {
    done();
    done = begin(what, () => !event?.defaultPrevented);
  };

  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) start("sending", event);
  });
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (closest(event.target, "a[href]"));
    if (!link || event.defaultPrevented || opensElsewhere(link, event)) return;
    if (!link.hasAttribute("download")) return start("opening", event);
    event.preventDefault();
    start("preparing");
    download(link.href).finally(done);
  });
  // Back shows the page as it was left.
  addEventListener("pageshow", () => done());
  // Someone who does something else has stayed on the page.
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => done());
}

/**
 * Whether a press on a link leaves this page as it is.
 * @param {HTMLAnchorElement} link
 * @param {MouseEvent} event
 */
function opensElsewhere(link, event) {
  const { origin, pathname, search } = new URL(link.href);
  const within = link.hash !== "" && pathname === location.pathname && search === location.search;
  return within || origin !== location.origin || link.target !== "" || event.button !== 0 ||
    event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
}

/**
 * Fetch a file and give it to the browser to save. What the server says instead of a file is shown as a page.
 * @param {string} address
 */
async function download(address) {
  try {
    const response = await fetch(address);
    const [, name] = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "") ?? [];
    if (!response.ok || !name) throw new Error(`no file: ${response.status}`);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = name;
    link.click();
    // Some engines read the file only after this turn.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch {
    location.assign(address);
  }
}
