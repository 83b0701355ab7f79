// Rating: one thing at a time. Each choice is sent at once, and can be changed until the results are shown.
import { position } from "../live/start.js";
import { aroundUpdates } from "../live/updates.js";
import { post, postForm } from "../shared/actions.js";
import { all, closest, first } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { inOrder } from "../shared/timing.js";
import { firstOpen, ownAnswers } from "./answers.js";
import { startPartners } from "./partner.js";

const run = inOrder();
/** Choices that the server has not answered yet, by the name of the field. @type {Map<string, string>} */
const asked = new Map();
/** The ask and the thing that the page shows, which updates must not change. */
let shown = { ask: "", place: 0 };

const rating = () => /** @type {HTMLFormElement | null} */ (first("#ask [data-rating]"));
const askOf = () => first("#ask")?.dataset.ask ?? "";

/** The things to rate, without the reader's own group. @param {HTMLFormElement} form */
function things(form) {
  const own = ownGroup();
  const links = first("#ask")?.dataset.kind === "links";
  return all("fieldset[data-subject]", form).filter((set) => !links || set.dataset.key !== own);
}

function ownGroup() {
  const own = first("#own-asks");
  return first(`[data-ask="${askOf()}"]`, own ?? document.body)?.dataset.group ?? own?.dataset.group ?? "";
}

/** Mark the reader's answers, and show one thing. Call it again after updates. */
function show() {
  const form = rating();
  if (!form) return;
  const sets = things(form);
  const answers = ownAnswers(first(`#own-asks [data-ask="${askOf()}"]`)?.dataset.answers);
  for (const set of sets) {
    const name = `answer-${set.dataset.subject}`;
    const value = asked.get(name) ?? answers.get(set.dataset.key ?? "");
    for (const box of all("input", set)) {
      const input = /** @type {HTMLInputElement} */ (box);
      input.checked = input.value === value;
    }
  }
  const done = sets.map((set) => first("input:checked", set) !== null);
  if (shown.ask !== askOf()) shown = { ask: askOf(), place: firstOpen(done) };
  const group = first("#ask [data-own-group]");
  const needsGroup = group !== null && !ownGroup();
  if (group) group.hidden = !needsGroup;
  form.hidden = needsGroup;
  const present = Math.min(shown.place, sets.length - 1);
  for (const set of all("fieldset[data-subject]", form)) set.hidden = set !== sets[present];
  all(".steps-done > span", form).forEach((mark, place) => {
    mark.hidden = place >= sets.length;
    mark.toggleAttribute("data-ui-done", done[place] ?? false);
    mark.toggleAttribute("data-ui-present", place === present);
  });
  sets.forEach((set, place) => {
    const says = first("[data-place]", set);
    const words = message("ofall", { number: place + 1, all: sets.length });
    if (says && says.textContent !== words) says.textContent = words;
  });
  const back = /** @type {HTMLButtonElement | null} */ (first('[data-turn="-1"]', form));
  if (back) back.disabled = present === 0;
  const next = /** @type {HTMLButtonElement | null} */ (first('[data-turn="1"]', form));
  if (next) next.disabled = present === sets.length - 1;
  const allDone = first("[data-all-done]", form);
  if (allDone) allDone.hidden = !done.every(Boolean);
}

/** @param {number} by */
function turn(by) {
  const form = rating();
  if (!form) return;
  const most = things(form).length - 1;
  shown.place = Math.max(0, Math.min(most, Math.min(shown.place, most) + by));
  show();
  const set = things(form)[shown.place];
  (first("input:checked", set) ?? first("input", set))?.focus();
}

/** @param {HTMLInputElement} input */
function choose(input) {
  const { name, value } = input;
  const ask = askOf();
  asked.set(name, value);
  show();
  run(async () => {
    // A later choice of the same thing has replaced this one.
    if (asked.get(name) !== value) return;
    const answer = await post(`asks/${ask}/answers`, { [name]: value });
    if (answer) await position.reached(Number(answer.headers.get("x-seq")));
    if (asked.get(name) === value) asked.delete(name);
    const says = first("#ask [data-said]");
    if (says && answer) says.textContent = message("saved");
    show();
  });
}

/** Listen for choices and for the two buttons. */
export function startRating() {
  show();
  startPartners();
  aroundUpdates(() => {}, show);
  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && closest(target, "#ask [data-rating]")) choose(target);
  });
  document.addEventListener("click", ({ target }) => {
    const button = closest(target, "#ask [data-turn]");
    if (button) turn(Number(button.dataset.turn));
  });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement | null} */ (closest(event.target, "#ask form"));
    if (!form) return;
    event.preventDefault();
    if (form.matches("[data-own-group]")) {
      const group = String(new FormData(form).get("group"));
      run(() => postForm(form, { group }));
    } else turn(1);
  });
}
