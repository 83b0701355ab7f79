// What has arrived while nobody was looking at this tab, counted in its title: "(3) Title".
const plain = () => document.title.replace(/^\(\d+\) /, "");

/** Returns a function to be given the notes that are new, at every frame; what one has written oneself is not news. */
export function countUnseen() {
  const unseen = new Set();

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unseen.clear();
    document.title = plain();
  });

  return (added) => {
    if (!document.hidden) return;
    for (const note of added) unseen.add(note.id);
    // Which of them are one's own is known a frame later.
    const here = Array.from(unseen, (id) => document.getElementById(id));
    const count = here.filter((note) => note && !note.hasAttribute("data-ui-mine")).length;
    document.title = count ? `(${count}) ${plain()}` : plain();
  };
}
