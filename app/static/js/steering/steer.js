// Moving, hiding and showing notes, for facilitators: by the note's menu, its handle, and keys on its menu button.
import { aroundUpdates } from "../live/updates.js";
import { post } from "../shared/actions.js";
import { closest } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { toast } from "../shared/toast.js";
import { WORKSHOP } from "../shared/workshop.js";
import { arrange } from "../board/sorting.js";
import { startDragging } from "./drag.js";
import { askingFor, meantBy, watchHiding } from "./hiding.js";
import { startKeys } from "./keys.js";
import { idOf, placeOf, target } from "./moves.js";
import { showSelection, startSelection, toggleSelected } from "./selection.js";
import { changeSelected, changeStack, stack } from "./stack-actions.js";
import { chooseStack, fitMenu, nameStack, startStacking } from "./stacking.js";
import { fitSpotlight, startSpotlight, toggleSpotlight } from "./spotlight.js";
import { busy, take } from "./take.js";

/** @typedef {import("../shared/request.js").Answer} Answer */
/** @typedef {import("./moves.js").Place} Place */
/** @typedef {import("./moves.js").Move} Move */

/** @param {HTMLElement} note @param {Place | null} to */
async function place(note, to) {
  if (!to) return null;
  const before = placeOf(note);
  /** @type {Record<string, string | number>} */
  const fields = { column: to.column };
  if (to.after === "") fields.top = 1;
  else if (to.after) fields.after = to.after;
  const answer = await post(`notes/${idOf(note)}/place`, fields);
  if (answer) toast(message("moved"), message("undo"), () => take(note, () => place(note, before)));
  return answer;
}

/**
 * @param {HTMLElement} note
 * @param {number} on 1 hides, 0 shows again
 * @returns {Promise<Answer | null>}
 */
async function hide(note, on) {
  askingFor(note, on);
  const answer = await post(`notes/${idOf(note)}/hiding`, { on });
  if (answer) toast(message(on ? "hidden" : "restored"), message("undo"), () => take(note, () => hide(note, 1 - on)));
  return answer;
}

/**
 * Hide many notes, and offer to show exactly these again.
 * @param {Record<string, string>} which the note since which all are hidden, or the group whose notes are
 */
async function hideMany(which) {
  const answer = await post("hidings", which);
  const hidden = answer?.headers.get("x-hidden") ?? "/0";
  const n = Number(hidden.split("/")[1]);
  if (n) toast(message("hidmany", { n }), message("undo"), () => post(`hidings/${hidden}/removal`, {}));
  else if (answer) toast(message("hidmany", { n }));
  return answer;
}

/**
 * Listen for the menu's buttons, the handles and the keys.
 * @param {HTMLElement} menu
 * @param {() => HTMLElement} chosen the note that the menu is open for
 */
export function startSteering(menu, chosen) {
  watchHiding();
  startDragging(
    (note, column, after) => take(note, () => place(note, { column, after })),
    (note, onto) => take(note, () => stack([note], onto)),
  );
  startStacking({
    onto: (notes, onto) => notes[0] && take(notes[0], () => stack(notes, onto)),
    named: (note, name) => changeStack(note, `stacks/${idOf(note)}/name`, "named", { name }),
  });
  startSelection({
    stack: ([first, ...others]) => first && others.length && take(first, () => stack(others, idOf(first))),
    hide: (notes) => changeSelected(notes, "hiding", "hidmany", { on: 1 }),
    move: (notes, column) => changeSelected(notes, "place", "movedmany", { column }),
  });
  startSpotlight();
  aroundUpdates(() => {}, showSelection);
  document.addEventListener("menu:opening", ({ target }) => {
    fitMenu(menu, /** @type {HTMLElement} */ (target));
    fitSpotlight(menu, /** @type {HTMLElement} */ (target));
  });
  startKeys({
    busy,
    move(note, move) {
      arrange();
      take(note, () => place(note, target(note, move)));
    },
    stack: (note) => chooseStack([note]),
    select: toggleSelected,
    spotlight: (note) => take(note, () => toggleSpotlight(note)),
    hideOrShow: (note, pressedAt) => take(note, () => hide(note, meantBy(note, pressedAt))),
  });

  document.addEventListener("click", ({ target }) => {
    const note = closest(closest(target, "[data-action=show]"), "[data-rank]");
    if (note) take(note, () => hide(note, 0));
  });

  menu.addEventListener("click", (event) => {
    const button = closest(event.target, "[data-steer]");
    if (!button) return;
    menu.hidePopover();
    const { steer = "", column = "", on } = button.dataset;
    const note = chosen();
    // The state that the button showed, whatever others have changed since.
    if (steer === "erase") location.assign(`${WORKSHOP}/notes/${idOf(note)}/erasure`);
    else if (steer === "hide") take(note, () => hide(note, Number(on)));
    else if (steer === "hide-since") take(note, () => hideMany({ since: idOf(note) }));
    else if (steer === "hide-group") take(note, () => hideMany({ group: note.dataset.who ?? "" }));
    else if (steer === "spotlight") take(note, () => toggleSpotlight(note));
    else if (steer === "stack") chooseStack([note]);
    else if (steer === "name-stack") nameStack(note);
    else if (steer === "take-out") changeStack(note, `stacks/notes/${idOf(note)}/removal`, "takenout");
    else if (steer === "take-apart") changeStack(note, `stacks/${idOf(note)}/removal`, "apart");
    else if (steer === "select") toggleSelected(note);
    else if (steer === "column") take(note, () => place(note, { column, after: undefined }));
    else {
      arrange();
      take(note, () => place(note, target(note, /** @type {Move} */ (steer))));
    }
  });
}
