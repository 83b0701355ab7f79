// Mapping notes: one in large type, its elements pressed, and keys for all of it.
import { post } from "./acts.js";
import { finder } from "./find.js";
import { around } from "./live.js";
import { countUnseen } from "./title.js";
import { announce, say } from "./words.js";

const now = document.getElementById("now");
const main = document.getElementById("main");
const queue = document.getElementById("queue");
const empty = now.innerHTML;
const buttons = () => [...document.querySelectorAll("[data-element]")];
const NOT_ABOUT = "none";
let current = "";
// Where the current note stood, so that "next" goes on from there once mapping it has moved it.
let stood = "";
const done = [];

const entry = (id) => document.getElementById(`note-${id}`);
const entries = () => [...queue.children].filter((item) => !item.hasAttribute("data-ui-aside"));
const idOf = (item) => item.id.slice("note-".length);
const rank = (item) => item.dataset.rank.slice(1);
const codes = (item) => new Set((item?.dataset.codes ?? "").split(" ").filter(Boolean));

/** Show a note in large type and press its elements. */
function show(id) {
  if (id !== current) stood = entry(id) ? rank(entry(id)) : stood;
  current = id;
  draw();
}

function draw() {
  const item = entry(current);
  if (!item) {
    now.innerHTML = empty;
    delete now.dataset.colour;
  } else {
    const words = item.querySelector(".words").cloneNode(true);
    const by = item.querySelector(".by").cloneNode(true);
    const given = item.querySelector(".codes")?.cloneNode(true);
    const fresh = [words, by, given].filter(Boolean);
    // The same again is not said again by a screen reader.
    if (now.textContent !== fresh.map((part) => part.textContent).join("") || now.dataset.note !== current) now.replaceChildren(...fresh);
    now.dataset.colour = item.dataset.colour;
    now.dataset.note = current;
  }
  const given = codes(item);
  for (const button of buttons()) button.setAttribute("aria-pressed", given.has(button.dataset.element));
  for (const other of queue.querySelectorAll("[data-ui-current]")) if (other !== item) other.removeAttribute("data-ui-current");
  item?.setAttribute("data-ui-current", "");
}

function step(by) {
  const all = entries();
  const to = all[Math.max(0, Math.min(all.length - 1, all.indexOf(entry(current)) + by))];
  if (to) go(idOf(to));
}

function next() {
  const open = entries().filter((item) => !item.hasAttribute("data-mapped") && idOf(item) !== current);
  const to = open.find((item) => rank(item) > stood) ?? open[0];
  if (to) go(idOf(to));
  else announce(say("done"));
}

function go(id) {
  show(id);
  now.scrollTop = 0;
  entry(id)?.scrollIntoView({ block: "nearest" });
}

// ---- giving and taking ----

let line = Promise.resolve();

async function code(id, element, on) {
  const button = buttons().find((other) => other.dataset.element === element);
  if (id === current) button.setAttribute("aria-pressed", on);
  announce(say(on ? "given" : "taken", { name: button.querySelector(".name").textContent }));
  // One after the other, so that quick presses arrive as they were made.
  line = line.then(() => post(`notes/${id}/codings`, { element, on: on ? 1 : 0 }));
  const worked = await line;
  if (!worked) draw();
  return worked;
}

function toggle(element) {
  const item = entry(current);
  if (!item) return;
  last = element;
  const pressed = buttons().find((button) => button.dataset.element === element).getAttribute("aria-pressed") === "true";
  done.push({ id: current, element, on: pressed, others: element === NOT_ABOUT && !pressed ? [...codes(item)] : [] });
  code(current, element, !pressed);
}

async function undo() {
  const last = done.pop();
  if (!last) return;
  go(last.id);
  await code(last.id, last.element, last.on);
  for (const other of last.others) await code(last.id, other, true);
}

const about = document.getElementById("about");
let last = "";

function explain() {
  const wanted = document.activeElement?.dataset.element ?? last;
  about.showModal();
  document.getElementById(`about-${wanted}`)?.scrollIntoView({ block: "start" });
}

main.addEventListener("click", (event) => {
  if (event.target.closest("[data-act=about]")) {
    explain();
    return;
  }
  const button = event.target.closest("[data-element]");
  if (button) {
    toggle(button.dataset.element);
    // After a press by pointer the keys go on working on the note; by keyboard, focus stays where it was.
    if (event.detail) now.focus({ preventScroll: true });
    return;
  }
  const slice = event.target.closest("[data-slice]");
  if (slice) {
    toggle(slice.dataset.slice);
    return;
  }
  const picked = event.target.closest("[data-act=pick]");
  if (picked) {
    show(idOf(picked.closest("[data-rank]")));
    now.focus({ preventScroll: true });
  }
});

// ---- keys, only while the mapping area has focus, and only where they are wanted ----

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

main.addEventListener("keydown", (event) => {
  if (!letters.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const onButton = event.target.matches("button, a");
  const keys = { "?": explain, ArrowDown: () => step(1), ArrowUp: () => step(-1), Backspace: undo };
  if (!onButton) keys.Enter = next;
  const button = buttons().find((other) => other.getAttribute("aria-keyshortcuts") === event.key.toUpperCase());
  const act = button ? () => toggle(button.dataset.element) : keys[event.key];
  if (!act || about.open) return;
  event.preventDefault();
  if (!event.repeat || !button) act();
});

// ---- what others do ----

around(
  () => {},
  () => {
    if (!entry(current)) {
      const open = entries().find((item) => !item.hasAttribute("data-mapped")) ?? queue.firstElementChild;
      if (open) {
        show(idOf(open));
        return;
      }
    }
    draw();
  },
);

// ---- filters: one's own; a table's cell opens the page with them set ----

const form = document.getElementById("find");
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  if (form.elements[name]) form.elements[name].value = value;
}
finder(
  form,
  () => [...queue.children],
  (item, { column, who, element }) =>
    (!column || item.dataset.number === column) &&
    (!who || item.dataset.who === who) &&
    (!element || (element === "-" ? !item.hasAttribute("data-mapped") : codes(item).has(element))),
);

countUnseen();

const first = entries().find((item) => !item.hasAttribute("data-mapped")) ?? queue.firstElementChild;
if (first) show(idOf(first));
now.focus({ preventScroll: true });
