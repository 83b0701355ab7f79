// Which notes have changed since one last asked, so that nobody walks over all of them at every frame.

// Milliseconds: so soon after somebody else has done something, a press on it was meant for what one saw before.
export const JUST_NOW = 1500;

const FACTS = ["data-rank", "data-codes", "data-mapped", "data-number", "data-who", "data-hidden"];

/** Returns a function that gives `{ added, touched }`: the notes below `root` that are new; those (they included) that are not as they were. */
export function changes(root) {
  const known = new Set(Array.from(root.querySelectorAll("[data-rank]"), (note) => note.id));
  const seen = [];
  const observer = new MutationObserver((records) => seen.push(...records));
  observer.observe(root, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: FACTS });
  return () => {
    const touched = new Set();
    for (const { target, addedNodes, removedNodes } of [...seen.splice(0), ...observer.takeRecords()]) {
      touched.add((target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)?.closest("[data-rank]"));
      for (const node of addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        touched.add(node.closest("[data-rank]"));
        for (const note of node.querySelectorAll("[data-rank]")) touched.add(note);
      }
      for (const node of removedNodes) if (node.dataset?.rank && !document.getElementById(node.id)) known.delete(node.id);
    }
    for (const note of touched) if (!note?.isConnected) touched.delete(note);
    const added = [...touched].filter((note) => !known.has(note.id));
    for (const note of added) known.add(note.id);
    return { added, touched };
  };
}
