// The reader's own order of notes: as arranged, newest first, or most votes first. It lasts until the page is left.
import { move } from "../live/place.js";
import { all, byId, first } from "../shared/dom.js";
import { byOrder } from "./orders.js";

const choice = /** @type {HTMLSelectElement} */ (byId("sort"));

/** @param {HTMLElement} list */
function sort(list) {
  const notes = all(":scope > [data-rank]", list);
  const wanted = notes.map(factsOf).sort(byOrder(choice.value)).map(({ note }) => note);
  wanted.forEach((note, place) => {
    const there = list.children[place] ?? null;
    if (there !== note) move(list, note, there);
  });
}

/** @param {HTMLElement} note */
function factsOf(note) {
  const leader = document.getElementById(`note-${note.dataset.under}`) ?? note;
  const votes = first("[data-total]", leader)?.dataset.total ?? 0;
  const { rank = "", at = 0 } = leader.dataset;
  return { note, rank, own: note.dataset.rank ?? "", at: Number(at), votes: Number(votes) };
}

function sortAll() {
  for (const list of all(".notes:not(.pending)")) sort(list);
}

/** Sort again after an update, which places notes as they are arranged. */
export function sortAgain() {
  if (choice.value !== "arranged") sortAll();
}

/** Show the notes as they are arranged, because they are about to be moved. */
export function arrange() {
  if (choice.value === "arranged") return;
  choice.value = "arranged";
  sortAll();
}

/** Listen for the choice. */
export function startSorting() {
  choice.addEventListener("change", sortAll);
}
