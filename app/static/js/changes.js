// What has changed in lists of notes since one last asked, so that nobody walks over all of them at every frame.
const FACTS = ["data-rank", "data-codes", "data-mapped", "data-number", "data-who", "data-hidden"];

/** Returns a function that gives `{ added, touched }`: the notes that are new, and those (they included) that are not as they were. */
export function changes(lists) {
  const known = new Set(lists.flatMap((list) => Array.from(list.children, (note) => note.id)));
  const seen = [];
  const observer = new MutationObserver((records) => seen.push(...records));
  for (const list of lists) {
    observer.observe(list, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: FACTS });
  }
  return () => {
    const touched = new Set();
    for (const record of [...seen.splice(0), ...observer.takeRecords()]) {
      for (const node of [record.target, ...record.addedNodes]) {
        const note = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-rank]");
        if (note?.isConnected) touched.add(note);
      }
      for (const node of record.removedNodes) if (node.dataset?.rank && !document.getElementById(node.id)) known.delete(node.id);
    }
    const added = [...touched].filter((note) => !known.has(note.id));
    for (const note of added) known.add(note.id);
    return { added, touched };
  };
}
