// The board: whose notes are whose, where one is reading, one question at a time on a phone, own notes, steering.
import { post } from "./acts.js";
import { changes } from "./changes.js";
import { edit } from "./composer.js";
import { finder } from "./find.js";
import { around } from "./live.js";
import { menu } from "./menu.js";
import { announce, say, toast } from "./words.js";

const papers = [...document.querySelectorAll(".paper")];
const lists = [...document.querySelectorAll(".notes:not(.pending)")];

// ---- what is mine stands in the slip; what has just been sent, below the notes ----

const own = (selector, name) => Array.from(document.querySelectorAll(selector), (item) => `note-${item.dataset[name]}`);

function markMine(sent = []) {
  const mine = new Set([...own("#slip [data-own]", "own"), ...sent]);
  for (const note of document.querySelectorAll(".note[data-ui-mine]")) {
    if (note.dataset.rank && !mine.has(note.id)) note.removeAttribute("data-ui-mine");
  }
  for (const id of mine) document.getElementById(id)?.setAttribute("data-ui-mine", "");
}

// ---- nothing moves what one is reading; who is at the end stays at the end ----

const atEnd = (paper) => paper.scrollHeight - paper.scrollTop - paper.clientHeight < 48;
const ends = new Set(papers);
const unread = new Map(papers.map((paper) => [paper, 0]));

function toEnd(paper) {
  ends.add(paper);
  unread.set(paper, 0);
  newer(paper);
  keepEnds();
}

// Once for all that has come since the last time the screen was painted.
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

const told = changes(lists);
let sent = [];

around(
  () => {
    sent = own(".pending > li", "note");
  },
  () => {
    markMine(sent);
    const { added, touched } = told();
    const others = added.filter((note) => !note.hasAttribute("data-ui-mine"));
    for (const note of others) {
      const paper = note.closest(".paper");
      note.setAttribute("data-ui-new", "");
      if (ends.has(paper)) continue;
      unread.set(paper, unread.get(paper) + 1);
      newer(paper);
    }
    look(touched);
    if (ends.size) keepEnds();
    if (others.length) arrived(others.length);
  },
);

// Told once for all that arrive within a second.
let arrivals = 0;
let counting;
function arrived(count) {
  arrivals += count;
  clearTimeout(counting);
  counting = setTimeout(() => {
    announce(say("new", { n: arrivals }));
    arrivals = 0;
  }, 500);
}

// The box grows as one writes, the keyboard of a phone comes and goes, notes out of sight turn out higher or lower.
const resized = new ResizeObserver((resizes) => {
  if (resizes.some(({ target }) => ends.has(target.closest(".paper")))) keepEnds();
});

for (const paper of papers) {
  resized.observe(paper);
  for (const list of paper.querySelectorAll(".notes")) resized.observe(list);
  paper.addEventListener("scroll", () => {
    if (atEnd(paper)) {
      ends.add(paper);
      unread.set(paper, 0);
      newer(paper);
    } else if (!keeping) ends.delete(paper);
  });
}

document.addEventListener("outbox:shown", ({ target }) => {
  // What one has just written is never put aside.
  if (find.hasAttribute("data-ui-asked")) find.reset();
  toEnd(target.closest(".paper"));
});

// ---- one question at a time on a phone ----

function turnTo(column) {
  for (const item of document.querySelectorAll(".column, [data-tab]")) {
    const current = (item.dataset.tab ?? item.dataset.column) === column;
    item.toggleAttribute("data-ui-current", current);
    if (item.dataset.tab) item.toggleAttribute("aria-current", current);
  }
  ends.forEach(toEnd);
}

turnTo(document.querySelector(".column:target")?.dataset.column ?? papers[0]?.closest(".column").dataset.column);
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
    toEnd(pill.parentNode.querySelector(".paper"));
    return;
  }
  const pressed = event.target.closest("[data-act]");
  if (!pressed) return;
  const note = pressed.closest("[data-rank], [data-own]");
  const id = note?.dataset.own ?? note?.id.slice("note-".length);
  if (pressed.dataset.act === "edit") {
    event.preventDefault();
    change(note, id);
  } else if (pressed.dataset.act === "withdraw") withdraw(note, id);
});

function change(note, id) {
  edit(id, note.querySelector(".words").textContent, note.dataset.colour);
}

async function withdraw(note, id) {
  const paper = note.closest(".paper");
  if (await post(`notes/${id}/withdrawal`, { on: 1 })) {
    paper?.focus({ preventScroll: true });
    toast(say("deleted"), say("undo"), () => post(`notes/${id}/withdrawal`, { on: 0 }));
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("#slip form")) return;
  event.preventDefault();
  const own = event.target.closest("[data-own]").dataset.own;
  post(`notes/${own}/withdrawal`, new FormData(event.target));
});

menu({ change, withdraw });

const find = document.getElementById("find");
const look = finder(
  find,
  () => lists.flatMap((list) => [...list.children]),
  (note, { who, mine, hidden }) =>
    (!who || note.dataset.who === who) && (!mine || note.hasAttribute("data-ui-mine")) && (!hidden || note.hasAttribute("data-hidden")),
);
