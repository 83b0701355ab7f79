// What has arrived while nobody was looking at this tab, counted in its title: "(3) Title".
import { around } from "./live.js";

const notes = () => [...document.querySelectorAll("[data-rank]")];
const plain = () => document.title.replace(/^\(\d+\) /, "");

/** Count from now on; what one has written oneself, on another device, is not news. */
export function countUnseen() {
  const unseen = new Set();
  let before = new Set();

  around(
    () => {
      before = new Set(notes().map((note) => note.id));
    },
    () => {
      if (!document.hidden) return;
      for (const note of notes()) if (!before.has(note.id)) unseen.add(note.id);
      // Which of them are one's own is known a frame later.
      const count = notes().filter((note) => unseen.has(note.id) && !note.hasAttribute("data-ui-mine")).length;
      document.title = count ? `(${count}) ${plain()}` : plain();
    },
  );

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unseen.clear();
    document.title = plain();
  });
}
