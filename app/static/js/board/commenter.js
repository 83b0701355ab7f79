// The box for a comment: a popover beside the note, outside everything that updates change.
import { post } from "../shared/actions.js";
import { byId, closest, field, first, required } from "../shared/dom.js";
import { keepFocus } from "../shared/focus.js";
import { openBeside } from "../shared/popover.js";
import { draft, keepDraft } from "./drafts.js";
import { count, sayWhatIsMissing } from "./note-box.js";
import { newId, put, unsaved } from "./outbox.js";
import { storedText } from "./stored-text.js";

const commenter = byId("commenter");
const form = /** @type {HTMLFormElement} */ (required("form", commenter));
const title = byId("commenter-title");
const box = field(form, "text");

/** A comment to be written on the note `about`, or one to be changed. @typedef {{ about: string, comment?: string }} What */
/** @type {What} */
let what = { about: "" };
let giveFocusBack = () => {};

const draftOf = () => `comment-${what.comment ?? what.about}`;

/**
 * Open the box. It shows the latest text: a draft, or this one.
 * @param {What} about
 * @param {string} [text]
 */
export function openCommenter(about, text = "") {
  if (commenter.matches(":popover-open")) commenter.hidePopover();
  what = about;
  title.textContent = (what.comment ? title.dataset.old : title.dataset.new) ?? "";
  form.toggleAttribute("data-ui-old", what.comment !== undefined);
  box.value = draft(draftOf()) ?? text;
  count(box);
  giveFocusBack = keepFocus();
  openBeside(commenter, document.getElementById(`note-${what.about}`));
  box.focus();
}

function close() {
  commenter.hidePopover();
  giveFocusBack();
}

/** Change one of the reader's own comments. @param {HTMLElement} item its entry in the list of own comments */
async function change(item) {
  const { ownComment: comment = "", about = "" } = item.dataset;
  closest(item, "[popover]")?.hidePopover();
  const text = unsaved(comment, "edit-comment")?.text ?? await storedText(`comments/${comment}`);
  if (text !== null) openCommenter({ about, comment }, text);
}

function save() {
  const { about, comment } = what;
  const text = box.value;
  if (comment) put({ kind: "edit-comment", id: comment, about, fields: { text } });
  else {
    const id = newId();
    const written = new FormData(form);
    /** @type {Record<string, string>} */
    const fields = { id, text };
    // The server needs the promise about names, which may change before the comment arrives.
    for (const name of ["naming", "show_name"]) if (written.has(name)) fields[name] = String(written.get(name));
    put({ kind: "comment", id, about, fields });
    first(`#comments-${CSS.escape(about)}`)?.setAttribute("open", "");
  }
  keepDraft(draftOf(), "");
}

/** Listen for links to the box, and let it save and cancel. */
export function startCommenter() {
  document.addEventListener("click", (event) => {
    const link = closest(event.target, "[data-action=comment], [data-action=edit-comment]");
    if (!link) return;
    event.preventDefault();
    const item = closest(link, "[data-own-comment]");
    if (item) change(item);
    else openCommenter({ about: required(`#${closest(link, ".note")?.id}`).id.slice("note-".length) });
  });
  box.addEventListener("input", () => {
    count(box);
    keepDraft(draftOf(), box.value);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!count(box)) return sayWhatIsMissing(box);
    save();
    close();
  });
  document.addEventListener("submit", (event) => {
    const item = closest(event.target, "[data-own-comment]");
    if (!item) return;
    event.preventDefault();
    const on = new FormData(/** @type {HTMLFormElement} */ (event.target), event.submitter).get("on");
    post(`comments/${item.dataset.ownComment}/withdrawal`, { on: String(on) });
  });
  required("[data-action=cancel]", commenter).addEventListener("click", () => {
    keepDraft(draftOf(), "");
    close();
  });
  // Escape keeps a draft, and a press beside the box does not close it.
  commenter.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
}
