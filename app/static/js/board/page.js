// The board page: starts every module that it needs.
import "../site/page.js";
import { registerPlace } from "../live/place.js";
import { start as startLive } from "../live/start.js";
import { aroundUpdates } from "../live/updates.js";
import { byId, closest } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { watchNotes } from "../shared/note-changes.js";
import { filterNotes, fitsGroup } from "../shared/note-filter.js";
import { startPopovers } from "../shared/popover.js";
import { countUnseen } from "../shared/tab-title.js";
import { listenToUnfold } from "../shared/unfold.js";
import { startClock } from "../live/clock.js";
import { startAreas } from "./areas.js";
import { announceArrivals } from "./arrivals.js";
import { showAttention, startAttention } from "./attention.js";
import { openCommenter, startCommenter } from "./commenter.js";
import { startComposers, writeAgain } from "./composer.js";
import { keepDraft } from "./drafts.js";
import { edit, startEditor } from "./editor.js";
import { allNotes, showFound, startShowAll } from "./found.js";
import { startMenu } from "./menu.js";
import { startNoteActions } from "./note-actions.js";
import { sendByKey } from "./note-box.js";
import { startOutbox } from "./outbox.js";
import { showOnlyYours } from "./only-yours.js";
import { justSent, markOwnNotes } from "./own-notes.js";
import { startQuestions, watchQuestions } from "./questions.js";
import { startRating } from "./rating.js";
import { arrived, goToEnd, keepAtEnd, knowPapers, startReading } from "./reading.js";
import { startSignals } from "./signals.js";
import { sortAgain, startSorting } from "./sorting.js";
import { showStacks, startStacks } from "./stacks.js";
import { rememberPlaces, restorePlaces } from "./stay-put.js";
import { keepQuestion, startTabs } from "./tabs.js";
import { followVisibleHeight } from "../shared/visible-height.js";
import { markVotes, startVotes } from "./votes.js";
import { startWholeNotes, watchLongNotes } from "./whole-notes.js";
import { rememberModes } from "./writing.js";

registerPlace();
startClock();
followVisibleHeight();
startPopovers();
startAreas();
startQuestions();
startReading();
startTabs(keepAtEnd);
startAttention();
startSignals();
startWholeNotes();
markOwnNotes();
showOnlyYours();
sendByKey();
startEditor();
startCommenter();
startComposers();
startNoteActions();
startMenu();
startVotes();
startRating();
startStacks();
startSorting();
listenToUnfold();

const changes = watchNotes(byId("main"));
const unseen = countUnseen();
const form = /** @type {HTMLFormElement} */ (byId("find"));
const filter = filterNotes(
  form,
  allNotes,
  (note, { who, mine, hidden }) =>
    fitsGroup(note, who) && (!mine || note.hasAttribute("data-ui-mine")) &&
    (!hidden || note.hasAttribute("data-hidden")),
  showFound,
);
startShowAll(form);

// ---- text being written ----

document.addEventListener("outbox:shown", ({ target }) => {
  // A filter never hides a note that the reader has just written.
  if (form.hasAttribute("data-ui-filtering")) form.reset();
  const paper = closest(target, ".paper");
  if (paper) goToEnd(paper);
});

// Registered before the updates below, because it removes elements that may have had focus.
startOutbox(({ kind, id, column, about, fields: { text = "", colour = "", partner } }) => {
  if (kind === "comment" || kind === "edit-comment") {
    openCommenter(kind === "comment" ? { about: about ?? "" } : { about: about ?? "", comment: id }, text);
    return;
  }
  if (kind === "add") {
    writeAgain(column, text, partner);
    return;
  }
  keepDraft(id, text);
  edit(id, text, colour);
});

// ---- updates ----

let giveFocusBack = () => {};
/** @type {string[]} */
let sent = [];
let announceModes = () => {};

aroundUpdates(
  () => {
    announceModes = rememberModes();
    giveFocusBack = keepFocus();
    sent = justSent();
    rememberPlaces();
  },
  () => {
    markOwnNotes(sent);
    markVotes();
    showStacks();
    sortAgain();
    showOnlyYours();
    announceModes();
    knowPapers();
    keepQuestion();
    showAttention();
    const { added, touched } = changes();
    const others = added.filter((note) => !note.hasAttribute("data-ui-mine"));
    arrived(others);
    unseen(added);
    filter(touched);
    watchQuestions();
    watchLongNotes(touched);
    restorePlaces();
    keepAtEnd();
    if (others.length) announceArrivals(others.length);
    giveFocusBack();
  },
);

startLive();
