// The reader's votes: marks the notes that have them, and sends presses. The private list of votes has the numbers.
import { position } from "../live/start.js";
import { post } from "../shared/actions.js";
import { all, closest, field, first, required } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { inOrder } from "../shared/timing.js";
import { toast } from "../shared/toast.js";
import { votesAfter, withAsked } from "./ballot.js";

const run = inOrder();
/** What presses have asked for and no update shows yet, by note. @type {Map<string, { votes: number }>} */
const asked = new Map();

/** The reader's votes as the page shows them; null while no one can vote. */
function shown() {
  const list = first("#own-votes:not([hidden])");
  if (!list) return null;
  const { each, left } = list.dataset;
  /** @type {Array<[string, number]>} */
  const given = all("[data-voted]", list).map((item) => [item.dataset.voted ?? "", Number(item.dataset.votes)]);
  return { given: new Map(given), each: Number(each), left: Number(left) };
}

/** Show on each note how many of the reader's votes it has. Call it again after updates. */
export function markVotes() {
  const present = shown();
  if (!present) return;
  const ballot = withAsked(present, asked);
  for (const form of all(".note form.vote")) {
    const note = required(`#${closest(form, ".note")?.id}`);
    const votes = ballot.given.get(idOf(note)) ?? 0;
    note.toggleAttribute("data-ui-voted", votes > 0);
    const button = required("[data-says]", form);
    const says = !votes ? message("vote") : ballot.each === 1 ? message("voted") : message("votes", { n: votes });
    if (button.textContent !== says) button.textContent = says;
    button.setAttribute("aria-pressed", String(votes > 0));
  }
}

/** @param {HTMLElement} note */
const idOf = (note) => note.id.slice("note-".length);

/** @param {string} note @param {string} phase @param {number} votes */
function send(note, phase, votes) {
  const press = { votes };
  asked.set(note, press);
  markVotes();
  run(async () => {
    const answer = await post(`notes/${note}/votes`, { phase, votes });
    if (answer) await position.reached(Number(answer.headers.get("x-seq")));
    // A later press on the same note has asked for something else.
    if (asked.get(note) === press) asked.delete(note);
    markVotes();
  });
}

/** Listen for presses on the buttons of notes and of the list of votes. */
export function startVotes() {
  markVotes();
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement | null} */ (closest(event.target, "form.vote"));
    const present = form && shown();
    if (!form || !present) return;
    event.preventDefault();
    const ballot = withAsked(present, asked);
    const note = closest(form, "[data-voted]")?.dataset.voted ?? idOf(required(`#${closest(form, ".note")?.id}`));
    const less = event.submitter?.matches(".less, [data-voted] button") ?? false;
    const votes = votesAfter(ballot, note, less);
    if (votes === null) toast(message("novotes"));
    else send(note, field(form, "phase").value, votes);
  });
}
