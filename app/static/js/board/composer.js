// The composers: the boxes for new notes. They are outside everything that updates change.
import { aroundUpdates } from "../live/updates.js";
import { announce } from "../shared/announcer.js";
import { all, byId, closest, field, first } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { columnsWithDrafts, draft, keepDraft, takeOverDrafts } from "./drafts.js";
import { count, sayWhatIsMissing } from "./note-box.js";
import { newId, put } from "./outbox.js";
import { choosePartner, forgetPartner } from "./partner.js";
import { shutBecause } from "./writing.js";

/** @param {EventTarget | null} target */
const composerAt = (target) => /** @type {HTMLFormElement | null} */ (closest(target, ".composer"));

/** @param {HTMLFormElement} form */
const columnOf = (form) => form.dataset.column ?? "";

/** Let people write new notes. */
export function startComposers() {
  for (const element of all(".composer")) {
    const form = /** @type {HTMLFormElement} */ (element);
    const box = field(form, "text");
    box.value ||= draft(columnOf(form)) ?? "";
    count(box);
  }

  document.addEventListener("input", ({ target }) => {
    const form = composerAt(target);
    if (!form) return;
    const box = field(form, "text");
    if (target !== box) return;
    count(box);
    keepDraft(columnOf(form), box.value);
  });

  document.addEventListener("submit", (event) => {
    const form = composerAt(event.target);
    if (!form) return;
    event.preventDefault();
    // The text stays in its box, in view, and can be posted if the workshop or the question opens again.
    const shut = shutBecause(columnOf(form));
    if (shut) announce(shut, "shut");
    if (shut || byId("stage").dataset.state === "closed") return;
    const box = field(form, "text");
    if (count(box)) {
      post(form, box.value);
      forgetPartner(form);
      box.value = "";
      keepDraft(columnOf(form), "");
      count(box);
      box.focus();
    } else sayWhatIsMissing(box);
  });

  document.addEventListener("click", ({ target }) => {
    const form = composerAt(closest(target, "[data-action=discard-draft]"));
    if (!form) return;
    const box = field(form, "text");
    box.value = "";
    keepDraft(columnOf(form), "");
    count(box);
  });

  // A click chooses a colour and closes the choice; the arrow keys leave it open.
  document.addEventListener("click", ({ target, detail }) => {
    const colours = detail && closest(closest(target, "label"), ".colours:popover-open");
    if (colours) colours.hidePopover();
  });

  aroundUpdates(() => {}, giveBack);
  giveBack();
  takeOverDrafts((of) => {
    const box = /** @type {HTMLInputElement | null} */ (document.getElementById(`text-${of}`));
    if (!box) return giveBack();
    box.value = draft(of) ?? "";
    count(box);
  });
}

/**
 * Put text back into the composer of its column, below the text that is being written there.
 * @param {string | undefined} column
 * @param {string} text
 * @param {string} [partner] the key of the partner that the note is about
 */
export function writeAgain(column, text, partner) {
  // If the question was removed, the text goes into the composer in view. A phone shows one at a time.
  const box = /** @type {HTMLTextAreaElement | null} */ (
    document.getElementById(`text-${column}`) ?? first(".column[data-ui-current] .composer textarea")
  );
  if (!box) throw new Error("there is no box to write in");
  box.value = [box.value, text].filter(Boolean).join("\n");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  choosePartner(composerAt(box), partner);
  box.focus();
}

/** @param {HTMLFormElement} form @param {string} text */
function post(form, text) {
  const column = columnOf(form);
  const id = newId();
  const written = new FormData(form);
  /** @type {Record<string, string>} */
  const fields = { column, id, text };
  // The server needs the promise about names shown beside the button, which may change before the note arrives.
  for (const name of ["colour", "naming", "show_name", "for_someone", "group", "partner"]) {
    if (written.has(name)) fields[name] = String(written.get(name));
  }
  if (!fields.partner) delete fields.partner;
  put({ kind: "add", id, column, fields });
}

/** Return text written under a question that was removed, as the outbox returns a refused note. */
function giveBack() {
  for (const column of columnsWithDrafts()) {
    if (document.getElementById(`column-${column}`)) continue;
    const text = draft(column) ?? "";
    keepDraft(column, "");
    put({ kind: "add", id: newId(), column, fields: { text, colour: "plain" } }, message("unasked"));
  }
}
