// Counts down to the time that the server names, whatever the device's own clock says.
import { aroundUpdates } from "./updates.js";
import { announce } from "../shared/announcer.js";
import { all, byId, closest, first } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { request } from "../shared/request.js";
import { storage } from "../shared/storage.js";
import { difference, reading } from "./countdown.js";
import { chime } from "./chime.js";

/** @typedef {import("./countdown.js").Stage} Stage */

const SAMPLES = 3;
/** What is announced when a timer comes to this stage. A page that opens in the middle announces nothing. */
/** @type {Partial<Record<Stage, string>>} */
const SAID = { running: "timerstarts", "last-minute": "lastminute", over: "timeisup", paused: "timerpaused" };
const SOUND = "sound";

// performance.now() goes on evenly when someone sets the device's clock.
const ours = () => performance.timeOrigin + performance.now();
let ahead = 0;
/** @type {Promise<void> | null} */
let asking = null;
/** @type {Stage | null} */
let before = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let next;

/** @returns {import("./countdown.js").Timer} */
function timer() {
  const { ends, left, freezes } = byId("clock").dataset;
  const number = (/** @type {string | undefined} */ text) => (text === undefined ? null : Number(text));
  return { ends: number(ends), left: number(left), freezes: freezes !== undefined };
}

/** Ask the server for its time. A failed question leaves the last answer. */
async function compare() {
  const samples = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const asked = ours();
    const answer = await request("/time", {}, 5).catch(() => null);
    if (answer?.ok) samples.push({ asked, answered: ours(), server: Number(answer.text) });
  }
  if (samples.length) ahead = difference(samples);
  asking = null;
  show();
}

/** Show the time that is left, and show it again when the second changes. */
function show() {
  clearTimeout(next);
  const { stage, text } = reading(timer(), ours() + ahead);
  const clock = byId("clock");
  clock.textContent = stage === "over" || stage === "frozen" ? message("timeisupshort") : text;
  clock.dataset.uiStage = stage;
  for (const copy of all("[data-clock]")) {
    copy.textContent = text;
    copy.dataset.uiStage = stage;
  }
  document.body.toggleAttribute("data-ui-frozen", stage === "frozen");
  if (before !== null && before !== stage) tell(stage);
  before = stage;
  if (stage === "off" || stage === "paused" || stage === "frozen") return;
  next = setTimeout(show, 1000 - ((ours() + ahead - (timer().ends ?? 0)) % 1000 + 1000) % 1000);
}

/** @param {Stage} stage */
function tell(stage) {
  const said = SAID[stage];
  // The questions say it themselves, and to the team in other words.
  const words = stage === "frozen" ? first(".column-state .frozen")?.textContent.trim() : said && message(said);
  if (words && !(stage === "running" && before === "last-minute")) announce(words, "timer");
  if (stage === "over" && storage.get(SOUND) === "on") chime();
}

function changed() {
  if (first("#clock[data-ends]")) asking ??= compare();
  for (const box of all("input[data-sound]")) {
    /** @type {HTMLInputElement} */ (box).checked = storage.get(SOUND) === "on";
  }
  show();
}

/** Show the clock, and follow the server's changes of the timer. */
export function startClock() {
  changed();
  aroundUpdates(() => {}, changed);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) changed();
  });
  document.addEventListener("change", ({ target }) => {
    const box = /** @type {HTMLInputElement | null} */ (closest(target, "input[data-sound]"));
    if (!box) return;
    storage.set(SOUND, box.checked ? "on" : "off");
    // Also lets the page play sounds later, which browsers allow only after a press.
    if (box.checked) chime();
  });
}
