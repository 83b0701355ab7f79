// Keeps an open page of a programme up to date: asks which regions have changed, and fetches those that the page shows.
import { all, byId, closest, first } from "../shared/dom.js";
import { request } from "../shared/request.js";
import { showWriters, writingAt } from "./writers.js";

const POLL_MILLISECONDS = 3000;

/** Called after regions were replaced. @type {(() => void)[]} */
const listeners = [];
/** True while a region is older than the page’s stamp, because someone is writing in it. */
let isBehind = false;

/** @param {() => void} listener called after regions were replaced */
export function onReplaced(listener) {
  listeners.push(listener);
}

/**
 * Ask for changes of each programme on the page every few seconds, while the page is visible.
 * @param {(html: string) => boolean} [place] shows a newly rendered page; false if it has to be tried again
 */
export function startFollowing(place = replaceRegions) {
  if (!all("[data-region], [data-writing]").length) return;
  for (const header of all("[data-programme]")) follow(header, place);
}

/**
 * @param {HTMLElement} header
 * @param {(html: string) => boolean} place
 */
function follow(header, place) {
  const address = `/p/${header.dataset.programme}/moved`;
  let stamp = header.dataset.stamp ?? "";
  let told = "";

  async function look() {
    const writing = writingAt();
    const asked = new URLSearchParams({ since: stamp });
    // A page in which the reader is not writing leaves what another page of theirs has told.
    if (writing || told) asked.set("writing", writing);
    told = writing;
    const answer = await request(`${address}?${asked}`);
    if (!answer.ok) return;
    /** @type {{ stamp: string, regions: string[], writing: Record<string, string[]> }} */
    const moved = JSON.parse(answer.text);
    if (shows(moved.regions) || (isBehind && !all("[data-region]").some(isWritten))) {
      const page = await request(location.href);
      if (!page.ok || !place(page.text)) return;
      const changes = byId("changes");
      changes.textContent = changes.dataset.changed ?? "";
    }
    stamp = moved.stamp;
    showWriters(moved.writing);
  }

  async function again() {
    if (document.visibilityState === "visible") {
      try {
        await look();
      } catch {
        // The next attempt follows in a moment.
      }
    }
    setTimeout(again, POLL_MILLISECONDS);
  }
  setTimeout(again, POLL_MILLISECONDS);
}

/**
 * Replace the regions of this page by those of a newly rendered one. A region in which someone is writing stays.
 * @param {string} html
 * @returns {boolean} true, because nothing has to be tried again
 */
export function replaceRegions(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  isBehind = false;
  for (const old of all("[data-region]")) {
    const made = page.getElementById(old.id);
    if (!made || old.isEqualNode(made)) continue;
    if (isWritten(old)) {
      isBehind = true;
      continue;
    }
    const focused = old.contains(document.activeElement) ? document.activeElement?.id : "";
    const open = all("details[open]", old).map((part) => closest(part.parentElement, "[id]")?.id ?? "");
    const { scrollTop } = old;
    const ticked = all("input:checked", old).map((box) => box.id);
    const placed = document.importNode(made, true);
    old.replaceWith(placed);
    placed.scrollTop = scrollTop;
    for (const box of all("input[type=checkbox]", placed)) {
      if (box.id && ticked.includes(box.id)) /** @type {HTMLInputElement} */ (box).checked = true;
    }
    for (const id of open) if (id) first(`#${CSS.escape(id)} details`)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
  for (const listener of listeners) listener();
  return true;
}

/** @param {string[]} changed */
function shows(changed) {
  return all("[data-region]").some((region) =>
    (region.dataset.region ?? "").split(" ").some((name) => changed.includes(name))
  );
}

/**
 * True while the reader is in a field of the region, or has typed something there that is not saved.
 * @param {HTMLElement} region
 */
function isWritten(region) {
  return all("textarea, select, input:not([type=checkbox], [type=radio], [type=hidden])", region).some((field) =>
    field === document.activeElement || (!(field instanceof HTMLSelectElement) &&
      /** @type {HTMLInputElement | HTMLTextAreaElement} */ (field).value !==
        /** @type {HTMLInputElement | HTMLTextAreaElement} */ (field).defaultValue)
  );
}
