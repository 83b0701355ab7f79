// The board: whose notes are whose, where one is reading, one question at a time on a phone, own notes, steering.
import { post } from "./acts.js";
import { changes } from "./changes.js";
import { edit } from "./composer.js";
import { finder } from "./find.js";
import { holdFocus } from "./focus.js";
import { around } from "./live.js";
import { menu } from "./menu.js";
import { countUnseen } from "./title.js";
import { announce, say, toast } from "./words.js";

// Questions come and go while people write.
const papers = () => [...document.querySelectorAll(".paper")];

// ---- what is mine stands in the slip; what has just been sent, below the notes ----

const own = (selector, name) => Array.from(document.querySelectorAll(selector), (item) => `note-${item.dataset[name]}`);

function markMine(sent = []) {
  const mine = new Set([...own("#private-fragment [data-own]", "own"), ...sent]);
  for (const note of document.querySelectorAll(".note[data-ui-mine]")) {
    if (note.dataset.rank && !mine.has(note.id)) note.removeAttribute("data-ui-mine");
  }
  for (const id of mine) document.getElementById(id)?.setAttribute("data-ui-mine", "");
}

// ---- nothing moves what one is reading; who is at the end stays at the end ----

const atEnd = (paper) => paper.scrollHeight - paper.scrollTop - paper.clientHeight < 48;
const ends = new Set();
const unread = new Map();

function toEnd(paper) {
  ends.add(paper);
  unread.set(paper, 0);
  newer(paper);
  keepEnds();
}

// Once for all that has come since the screen was last painted.
let keeping = false;
function keepEnds() {
  if (keeping) return;
  keeping = true;
  requestAnimationFrame(() => {
    const heights = Array.from(ends, (paper) => [paper, paper.scrollHeight]);
    for (const [paper, height] of heights) paper.scrollTop = height;
    keeping = false;
  });
}

function newer(paper) {
  const pill = paper.parentNode.querySelector("[data-newer]");
  pill.hidden = !unread.get(paper);
  pill.textContent = `${say("new", { n: unread.get(paper) })} ↓`;
}

const told = changes(document.getElementById("main"));
let sent = [];
let back = () => {};

around(
  () => {
    back = holdFocus();
    sent = own(".pending > li", "note");
  },
  () => {
    markMine(sent);
    settle();
    const { added, touched } = told();
    const others = added.filter((note) => !note.hasAttribute("data-ui-mine"));
    for (const note of others) {
      const paper = note.closest(".paper");
      note.setAttribute("data-ui-new", "");
      if (ends.has(paper)) continue;
      unread.set(paper, unread.get(paper) + 1);
      newer(paper);
    }
    unseen(added);
    look(touched);
    if (ends.size) keepEnds();
    if (others.length) arrived(others.length);
    back();
  },
);

// Told once for all that arrive shortly after each other.
let arrivals = 0;
function arrived(count) {
  arrivals += count;
  announce(() => {
    const n = arrivals;
    arrivals = 0;
    return say("new", { n });
  }, "new");
}

// The box grows as one writes, the keyboard of a phone comes and goes, notes out of sight turn out higher or lower.
const resized = new ResizeObserver((resizes) => {
  if (resizes.some(({ target }) => ends.has(target.closest(".paper")))) keepEnds();
});

// Scrolling does not bubble, but can be caught on its way down.
document.addEventListener(
  "scroll",
  ({ target }) => {
    if (!unread.has(target)) return;
    if (atEnd(target)) {
      ends.add(target);
      unread.set(target, 0);
      newer(target);
    } else if (!keeping) ends.delete(target);
  },
  { capture: true, passive: true },
);

// Know the papers that are there now, and show one of their questions on a phone.
function settle() {
  const present = papers();
  for (const paper of unread.keys()) {
    if (present.includes(paper)) continue;
    for (const part of [paper, ...paper.children]) resized.unobserve(part);
    unread.delete(paper);
    ends.delete(paper);
  }
  for (const paper of present) {
    if (unread.has(paper)) continue;
    unread.set(paper, 0);
    ends.add(paper);
    for (const part of [paper, ...paper.children]) resized.observe(part);
  }
  if (!document.querySelector(".column[data-ui-current]")) turnTo(present[0]?.closest(".column").dataset.column);
  else markTabs();
}

document.addEventListener("outbox:shown", ({ target }) => {
  // What one has just written is never put aside.
  if (find.hasAttribute("data-ui-filtering")) find.reset();
  toEnd(target.closest(".paper"));
});

// ---- one question at a time on a phone ----

function turnTo(column) {
  for (const item of document.querySelectorAll(".column")) item.toggleAttribute("data-ui-current", item.dataset.column === column);
  markTabs();
  ends.forEach(toEnd);
}

function markTabs() {
  const column = document.querySelector(".column[data-ui-current]")?.dataset.column;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    tab.toggleAttribute("data-ui-current", tab.dataset.tab === column);
    if (tab.dataset.tab === column) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

document.querySelector(".column:target")?.setAttribute("data-ui-current", "");
settle();
ends.forEach(toEnd);
document.fonts?.ready.then(() => ends.forEach(toEnd));
markMine();

// ---- presses ----

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-tab]");
  if (tab) {
    event.preventDefault();
    turnTo(tab.dataset.tab);
    return;
  }
  const pill = event.target.closest("[data-newer]");
  if (pill) {
    const back = holdFocus();
    toEnd(pill.parentNode.querySelector(".paper"));
    back();
    return;
  }
  const pressed = event.target.closest("[data-action]");
  if (!pressed) return;
  const note = pressed.closest("[data-rank], [data-own]");
  const id = note?.dataset.own ?? note?.id.slice("note-".length);
  if (pressed.dataset.action === "edit") {
    event.preventDefault();
    change(note, id);
  } else if (pressed.dataset.action === "withdraw") withdraw(note, id);
});

function change(note, id) {
  edit(id, note.querySelector(".words").textContent, note.dataset.colour);
}

async function withdraw(note, id) {
  const back = holdFocus();
  if (await post(`notes/${id}/withdrawal`, { on: 1 })) {
    back();
    toast(say("deleted"), say("undo"), () => post(`notes/${id}/withdrawal`, { on: 0 }));
  }
}

document.addEventListener("submit", (event) => {
  const own = event.target.closest("#private-fragment [data-own]")?.dataset.own;
  if (!own) return;
  event.preventDefault();
  post(`notes/${own}/withdrawal`, new FormData(event.target));
});

menu({ change, withdraw });

const unseen = countUnseen();
const find = document.getElementById("find");
const look = finder(
  find,
  () => [...document.querySelectorAll(".notes > [data-rank]")],
  (note, { who, mine, hidden }) =>
    (!who || note.dataset.who === who) && (!mine || note.hasAttribute("data-ui-mine")) && (!hidden || note.hasAttribute("data-hidden")),
);
