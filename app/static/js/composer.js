// The box people write in, and the editor. Both stand outside everything that is repainted.
import { holdFocus } from "./focus.js";
import { around } from "./live.js";
import { freshId, put, store, unsaved } from "./outbox.js";
import { say } from "./words.js";

const base = document.getElementById("live").dataset.base;
const LONGEST = 2000;
const COUNT_FROM = 1800;
const draftName = (what) => `draft:${base}:${what}`;

// By code point, as the server counts.
const length = (text) => [...text].length;

function count(box) {
  const left = LONGEST - length(box.value.trim());
  const says = document.getElementById(box.getAttribute("aria-describedby"));
  says.textContent = left < 0 ? say("over", { n: -left }) : left < LONGEST - COUNT_FROM ? say("left", { n: left }) : "";
  box.toggleAttribute("data-ui-over", left < 0);
  return left >= 0 && box.value.trim() !== "";
}

// ---- a new note ----

for (const form of document.querySelectorAll(".composer")) {
  const box = form.elements.text;
  if (!box.value) box.value = store.get(draftName(form.dataset.column)) ?? "";
  count(box);
}

/** What was being written under a question that has been removed is given back, as a note that was refused is. */
function giveBack() {
  for (const name of store.names(draftName(""))) {
    const column = name.slice(draftName("").length);
    // The others are those of notes that are being changed.
    if (!/^\d{1,15}$/.test(column) || document.getElementById(`column-${column}`)) continue;
    const text = store.get(name);
    store.remove(name);
    put({ kind: "add", id: freshId(), column, fields: { text, colour: "plain" } }, say("unasked"));
  }
}

around(() => {}, giveBack);
giveBack();

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (target.name !== "text" || !form) return;
  count(target);
  const what = form.matches(".composer") ? form.dataset.column : editor.dataset.note;
  if (target.value) store.set(draftName(what), target.value);
  else store.remove(draftName(what));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".composer")) return;
  event.preventDefault();
  const box = form.elements.text;
  if (!count(box)) {
    box.focus();
    return;
  }
  const id = freshId();
  // With what stands beside the button about names: it may be something else when this arrives.
  const fields = {
    column: form.dataset.column,
    id,
    text: box.value,
    colour: form.elements.colour.value,
    naming: form.elements.naming.value,
  };
  if (form.elements.show_name.checked) fields.show_name = "1";
  put({ kind: "add", id, column: form.dataset.column, fields });
  box.value = "";
  store.remove(draftName(form.dataset.column));
  count(box);
  box.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.name === "text") {
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector(".primary"));
  }
});

// ---- one's own note again ----

const editor = document.getElementById("editor");
const form = editor.querySelector("form");

let back = () => {};
editor.addEventListener("close", () => back());

/** Open the editor on one of one's own notes. */
export function edit(id, words, colour) {
  editor.dataset.note = id;
  const waiting = unsaved(id);
  form.elements.text.value = store.get(draftName(id)) ?? waiting?.text ?? words;
  form.elements.colour.value = waiting?.colour ?? colour;
  count(form.elements.text);
  back = holdFocus();
  editor.showModal();
  form.elements.text.focus();
}

form.addEventListener("submit", (event) => {
  if (!count(form.elements.text)) {
    event.preventDefault();
    form.elements.text.focus();
    return;
  }
  const id = editor.dataset.note;
  put({ kind: "edit", id, fields: { text: form.elements.text.value, colour: form.elements.colour.value } });
  store.remove(draftName(id));
});

editor.querySelector("[data-action=cancel]").addEventListener("click", () => {
  store.remove(draftName(editor.dataset.note));
  editor.close();
});

document.addEventListener("outbox:again", ({ detail: { kind, id, column, fields } }) => {
  if (kind === "edit") {
    store.set(draftName(id), fields.text);
    edit(id, fields.text, fields.colour);
    return;
  }
  // Where the question has gone, into the box that is in sight: on a phone there is one.
  const box = document.getElementById(`text-${column}`) ?? document.querySelector(".column[data-ui-current] .composer textarea");
  // What is being written now stays too.
  box.value = [box.value, fields.text].filter(Boolean).join("\n");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});
