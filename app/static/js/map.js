// Mapping notes: one in large type, its elements pressed, and keys for all of it.
import { carry } from "./carry.js";
import { JUST_NOW, changes } from "./changes.js";
import { byOthers, change, codes, isMapped, painted, settle, undo } from "./codings.js";
import { finder, unfold } from "./find.js";
import { around } from "./live.js";
import { countUnseen } from "./title.js";
import { announce, say, toast } from "./words.js";

const now = document.getElementById("now");
const said = now.querySelector(".said");
const given = now.querySelector(".codes");
const news = now.querySelector(".news");
const main = document.getElementById("main");
const queue = document.getElementById("queue");
const empty = said.innerHTML;

const buttons = () => [...document.querySelectorAll("[data-element]")];
const button = (element) => buttons().find((other) => other.dataset.element === element);
const nameOf = (element) => button(element)?.querySelector(".name").textContent ?? element;
const entry = (id) => document.getElementById(`note-${id}`);
const entries = () => [...queue.children].filter((item) => !item.hasAttribute("data-ui-filtered"));
const idOf = (item) => item.id.slice("note-".length);
const rank = (item) => item.dataset.rank.slice(1);

let current = "";
// Where the current note stood, so that "next" goes on from there once mapping it has moved it.
let stood = "";
// The notes one came from, so that "previous" goes back to them.
const trail = [];
// When others changed an element of the current note, by element.
const justNow = new Map();

// ---- the note in large type ----

function draw() {
  const item = entry(current);
  write(item);
  const has = codes(item);
  for (const other of buttons()) other.setAttribute("aria-pressed", has.has(other.dataset.element));
  for (const slice of document.querySelectorAll("[data-slice]")) slice.toggleAttribute("data-ui-coded", has.has(slice.dataset.slice));
  given.replaceChildren(...buttons().filter((other) => has.has(other.dataset.element)).map((other) => tag(item, other)));
  given.hidden = !has.size;
  for (const other of queue.querySelectorAll("[data-ui-current], .pick[tabindex='0']")) {
    if (other === item || other.parentNode === item) continue;
    other.removeAttribute("data-ui-current");
    grown.unobserve(other);
    if (other.matches(".pick")) other.tabIndex = -1;
  }
  if (!item) return;
  if (!item.hasAttribute("data-ui-current")) grown.observe(item);
  item.setAttribute("data-ui-current", "");
  item.querySelector(".pick").tabIndex = 0;
}

function write(item) {
  const parts = item ? [item.querySelector(".words"), item.querySelector(".by")] : [];
  // The same again is not said again by a screen reader, and what one has scrolled to stays.
  const stamp = item ? `${current} ${parts.map((part) => part.textContent).join(" ")}` : "";
  if (said.dataset.stamp === stamp) return;
  said.dataset.stamp = stamp;
  if (item) said.replaceChildren(...parts.map((part) => part.cloneNode(true)));
  else said.innerHTML = empty;
  now.dataset.note = current;
  if (item) now.dataset.colour = item.dataset.colour;
  else delete now.dataset.colour;
}

function tag(item, of) {
  const made = document.createElement("li");
  made.textContent = of.querySelector(".name").textContent;
  const coder = item.querySelector(`.codes [data-key="${CSS.escape(of.dataset.element)}"]`)?.dataset.coder;
  if (coder) {
    const by = document.createElement("bdi");
    by.textContent = coder;
    made.append(" ", by);
  }
  return made;
}

function tell(sentence) {
  news.textContent = sentence;
  news.hidden = !sentence;
}

// ---- from note to note ----

function show(id) {
  if (id !== current) {
    const item = entry(id);
    stood = item ? rank(item) : stood;
    justNow.clear();
    tell("");
    now.scrollTop = 0;
  }
  current = id;
  draw();
}

// The queue shows the current note, until somebody scrolls it to look at others.
let following = true;

function follow() {
  const item = entry(current);
  if (!following || !item) return;
  // Only whoever goes through the list by keys wants the page itself to follow; on a phone it stays with the note on top.
  if (queue.contains(document.activeElement)) return item.scrollIntoView({ block: "nearest" });
  const [list, one] = [queue.getBoundingClientRect(), item.getBoundingClientRect()];
  if (one.top < list.top) queue.scrollTop -= list.top - one.top;
  else if (one.bottom > list.bottom) queue.scrollTop += one.bottom - list.bottom;
}

// The large note above takes more or less room, a mapped entry grows.
const grown = new ResizeObserver(() => follow());
grown.observe(queue);

for (const looked of ["wheel", "touchmove", "pointerdown"]) queue.addEventListener(looked, () => (following = false), { passive: true });

function go(id, from) {
  if (from && from !== id) trail.push(from);
  const inQueue = queue.contains(document.activeElement);
  show(id);
  following = true;
  requestAnimationFrame(follow);
  if (inQueue) entry(id)?.querySelector(".pick").focus({ preventScroll: true });
}

function step(by) {
  const all = entries();
  const to = all[Math.max(0, Math.min(all.length - 1, all.indexOf(entry(current)) + by))];
  if (to) go(idOf(to), current);
}

function next() {
  const open = entries().filter((item) => !isMapped(item) && idOf(item) !== current);
  const to = open.find((item) => rank(item) > stood) ?? open[0];
  if (to) go(idOf(to), current);
  else toast(say("done"));
}

function previous() {
  while (trail.length) {
    const id = trail.pop();
    if (entry(id)) return go(id);
  }
  step(-1);
  trail.pop();
}

// ---- giving and taking ----

function toggle(element) {
  const item = entry(current);
  if (!item) return;
  explained = element;
  if (performance.now() - (justNow.get(element) ?? -Infinity) < JUST_NOW) {
    announce(news.textContent);
    return;
  }
  const on = !codes(item).has(element);
  change(item, element, on, draw);
  tellCoding(element, on);
}

const tellCoding = (element, on) => announce(say(on ? "given" : "taken", { name: nameOf(element) }), element);

function takeBack() {
  undo(draw, {
    start: (id) => go(id, current),
    undone: tellCoding,
    stays: (element) => toast(say("stays", { name: nameOf(element) })),
    nothing: () => toast(say("nothing")),
  });
}

carry(
  (target) => {
    const id = target.closest("#now") ? current : target.closest(".entry") && idOf(target.closest(".entry"));
    const item = id && entry(id);
    return item && { id, words: item.querySelector(".words").textContent, colour: item.dataset.colour };
  },
  (id, element) => {
    const item = entry(id);
    if (!item || codes(item).has(element)) return;
    change(item, element, true, draw);
    tellCoding(element, true);
  },
);

// ---- what elements mean ----

const about = document.getElementById("about");
let explained = "";

function explain(element) {
  if (!about.open) about.showModal();
  const section = document.getElementById(`about-${element}`);
  section?.scrollIntoView({ block: "start" });
  section?.focus({ preventScroll: true });
}

about.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const of = byKey(event);
  if (!of) return;
  event.preventDefault();
  explain(of.dataset.element);
});

// ---- presses ----

const acts = { previous, next, undo: takeBack, about: () => explain(document.activeElement?.dataset.element ?? explained) };

document.addEventListener("click", (event) => {
  const act = event.target.closest("[data-action]");
  const item = event.target.closest(".entry");
  const target = event.target.closest("[data-element], [data-slice]");
  if (item && act) {
    go(idOf(item), current);
    if (event.detail) now.focus({ preventScroll: true });
  } else if (act) acts[act.dataset.action]?.();
  else if (target) {
    toggle(target.dataset.element ?? target.dataset.slice);
    // After a press by pointer the keys go on working on the note; by keyboard, focus stays where it was.
    if (event.detail) now.focus({ preventScroll: true });
  }
});

// ---- keys, only while the mapping area has focus; letters and signs only where they are wanted ----

const letters = document.getElementById("keys");
const remembered = "letter-keys";
try {
  letters.checked = localStorage.getItem(remembered) !== "off";
} catch {
  letters.checked = true;
}
letters.addEventListener("change", () => {
  try {
    localStorage.setItem(remembered, letters.checked ? "on" : "off");
  } catch {
    return; // storage is switched off: the choice holds for this page
  }
});

const byKey = (event) => buttons().find((other) => other.getAttribute("aria-keyshortcuts") === event.key.toUpperCase());

function wanted(event) {
  if (event.key === "Enter") return event.target.matches("button, a, summary") && !event.target.matches(".pick") ? null : event.shiftKey ? previous : next;
  if (event.key === "ArrowDown") return () => step(1);
  if (event.key === "ArrowUp") return () => step(-1);
  if (event.key === "Backspace") return takeBack;
  if (!letters.checked) return null;
  if (event.key === "?") return acts.about;
  const of = byKey(event);
  if (!of) return null;
  // With the shift key a letter says what its element means.
  return () => (event.shiftKey ? explain(of.dataset.element) : toggle(of.dataset.element));
}

main.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  const act = wanted(event);
  if (!act) return;
  event.preventDefault();
  // A key held down goes on through the list, and does nothing else twice.
  if (!event.repeat || event.key.startsWith("Arrow")) act();
});

// ---- what others do ----

const told = changes(queue);
const unseen = countUnseen();
let before = { has: new Set(), focused: null };

around(
  () => {
    before = { has: painted(entry(current)), focused: document.activeElement };
  },
  () => {
    const { added, touched } = told();
    unseen(added);
    look(touched);
    const item = entry(current);
    if (!item) {
      const open = entries().find((other) => !isMapped(other)) ?? entries()[0];
      if (open) show(idOf(open));
    } else hear(item);
    settle();
    draw();
    // Once the browser has settled where everything else stands.
    requestAnimationFrame(follow);
    // What had focus may be gone, and the keys with it.
    if (before.focused?.isConnected === false) now.focus({ preventScroll: true });
  },
);

function hear(item) {
  const others = byOthers(item, before.has);
  for (const element of [...others.given, ...others.taken]) justNow.set(element, performance.now());
  const coder = (element) => item.querySelector(`.codes [data-key="${CSS.escape(element)}"]`)?.dataset.coder;
  const sentences = [
    ...others.given.map((element) => say("others", { coder: coder(element), name: nameOf(element) })),
    ...others.taken.map((element) => say("lost", { name: nameOf(element) })),
  ];
  if (!sentences.length) return;
  tell(sentences.join(" "));
  announce(sentences.join(" "));
}

// ---- filters: one's own; a table's cell opens the page with them set ----

const form = document.getElementById("find");
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  if (!form.elements[name]) continue;
  form.elements[name].value = value;
  unfold(form.querySelector("[data-unfold=filters]"), true);
}
const look = finder(
  form,
  () => [...queue.children],
  (item, { column, who, element }) =>
    (!column || item.dataset.number === column) &&
    (!who || item.dataset.who === who) &&
    (!element || (element === "-" ? !item.hasAttribute("data-mapped") : painted(item).has(element))),
);

const first = entries().find((item) => !isMapped(item)) ?? entries()[0];
if (first) show(idOf(first));
now.focus({ preventScroll: true });
