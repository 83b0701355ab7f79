// The mapping page: starts every module that it needs.
import "../site/page.js";
import { registerPlace } from "../live/place.js";
import { start as startLive } from "../live/start.js";
import { aroundUpdates } from "../live/updates.js";
import { byId, closest } from "../shared/dom.js";
import { watchNotes } from "../shared/note-changes.js";
import { startPopovers } from "../shared/popover.js";
import { countUnseen } from "../shared/tab-title.js";
import { onUndoKey } from "../shared/undo-key.js";
import { listenToUnfold } from "../shared/unfold.js";
import { startClock } from "../live/clock.js";
import { startControls } from "../shared/controls.js";
import { startNewcomers } from "../live/newcomers.js";
import { startDragging } from "./drag.js";
import { forgetRendered, rendered } from "./codings.js";
import { currentNote, draw, focusCurrent } from "./current-note.js";
import { keyOf } from "./elements.js";
import { startFilters } from "./filters.js";
import { startKeys } from "./keys.js";
import { explain, startMeanings } from "./meanings.js";
import { tellOthers } from "./others.js";
import { keepsPlace } from "./parked.js";
import { give, lastPressed, takeBack, toggle } from "./press.js";
import { follow, holdEntry, idOf, noteAt, releaseEntry, startQueue } from "./queue.js";
import { offerOrder, orderAgain, orderNotes, startOrder } from "./suggestion-order.js";
import { startSuggestions } from "./suggestions.js";
import { goTo, goToNext, goToPrevious, turnToFirst } from "./walk.js";

function explainFocused() {
  const focused = closest(document.activeElement, "[data-element]");
  explain(focused?.dataset.element ?? lastPressed());
}

/** @type {Record<string, () => void>} */
const ACTIONS = { previous: goToPrevious, next: goToNext, undo: takeBack, about: explainFocused };

registerPlace(keepsPlace);
startQueue();
startMeanings();
startKeys(explainFocused);
onUndoKey(takeBack);
startDragging(give);
listenToUnfold();
startPopovers();
startControls();
startNewcomers();
startClock();
startOrder();
const filter = startFilters();
const fetchSuggestions = startSuggestions({
  current: currentNote,
  changed(complete) {
    offerOrder();
    if (complete) orderNotes();
    filter();
    draw();
  },
});

document.addEventListener("click", ({ target, detail: byPointer }) => {
  const button = closest(target, "[data-action]");
  const note = button && noteAt(button);
  const element = closest(target, "[data-element], [data-slice]");
  if (note) goTo(idOf(note));
  else if (button) ACTIONS[button.dataset.action ?? ""]?.();
  else if (element) toggle(keyOf(element) ?? "");
  // After a press by pointer, focus returns to the note so that its keys work; by keyboard, focus stays.
  if (byPointer && (note || (!button && element))) focusCurrent();
});

// ---- updates ----

const changes = watchNotes(byId("queue"));
const unseen = countUnseen();
let before = rendered(null);
/** @type {Element | null} */
let focused = null;

aroundUpdates(
  () => {
    before = rendered(currentNote());
    focused = document.activeElement;
    holdEntry();
  },
  () => {
    const { added, touched } = changes();
    unseen(added);
    orderAgain(touched);
    filter(touched);
    fetchSuggestions();
    const note = currentNote();
    if (note) tellOthers(note, before);
    else turnToFirst();
    forgetRendered();
    draw();
    releaseEntry();
    // After the browser's own scroll anchoring.
    requestAnimationFrame(follow);
    // The focused element may have been removed, and keys work only with focus inside the mapping area.
    if (focused && !focused.isConnected) focusCurrent();
  },
);

offerOrder();
turnToFirst();
focusCurrent();
startLive();
