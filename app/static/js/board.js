// The board: whose notes are whose, where one is reading, one question at a time on a phone, own notes, steering.
import { post } from "./acts.js";
import { edit } from "./composer.js";
import { finder } from "./find.js";
import { around } from "./live.js";
import { steer } from "./steer.js";
import { countUnseen } from "./title.js";
import { announce, say, toast } from "./words.js";

const papers = [...document.querySelectorAll(".paper")];
const noteIds = () => new Set(Array.from(document.querySelectorAll(".notes > [data-rank]"), (note) => note.id));

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
  paper.scrollTop = paper.scrollHeight;
  ends.add(paper);
  unread.set(paper, 0);
  newer(paper);
}

function newer(paper) {
  const pill = paper.parentNode.querySelector("[data-newer]");
  pill.hidden = !unread.get(paper);
  pill.textContent = `${say("new", { n: unread.get(paper) })} ↓`;
}

let before = { ids: noteIds(), sent: [] };

around(
  () => {
    before = { ids: noteIds(), sent: own(".pending > li", "note") };
  },
  () => {
    markMine(before.sent);
    let arrived = 0;
    for (const paper of papers) {
      const fresh = [...paper.querySelectorAll("[data-rank]")].filter((note) => !before.ids.has(note.id));
      const others = fresh.filter((note) => !note.hasAttribute("data-ui-mine"));
      arrived += others.length;
      for (const note of others) note.setAttribute("data-ui-new", "");
      if (ends.has(paper)) toEnd(paper);
      else unread.set(paper, unread.get(paper) + others.length);
      newer(paper);
    }
    if (arrived) announce(say("arrived", { n: arrived }));
  },
);

// The box grows as one writes, and the keyboard of a phone comes and goes.
const resized = new ResizeObserver((changes) => {
  for (const { target } of changes) if (ends.has(target)) toEnd(target);
});

for (const paper of papers) {
  resized.observe(paper);
  paper.addEventListener("scroll", () => {
    if (atEnd(paper)) {
      ends.add(paper);
      unread.set(paper, 0);
      newer(paper);
    } else ends.delete(paper);
  });
}

document.addEventListener("outbox:shown", ({ target }) => toEnd(target.closest(".paper")));

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

document.addEventListener("click", async (event) => {
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
    edit(id, note.querySelector(".words").textContent, note.dataset.colour);
  } else if (pressed.dataset.act === "withdraw") {
    const paper = note.closest(".paper");
    if (await post(`notes/${id}/withdrawal`, { on: 1 })) {
      paper?.focus({ preventScroll: true });
      toast(say("deleted"), say("undo"), () => post(`notes/${id}/withdrawal`, { on: 0 }));
    }
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("#slip form")) return;
  event.preventDefault();
  const own = event.target.closest("[data-own]").dataset.own;
  post(`notes/${own}/withdrawal`, new FormData(event.target));
});

if (document.getElementById("menu")) steer(post);

countUnseen();
finder(document.getElementById("find"), () => document.querySelectorAll(".notes > [data-rank]"));
