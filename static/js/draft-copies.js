// The copy that a tab keeps of a draft while the server cannot take it. It is one person's, and goes with the tab.

const name = (person, place) => `draft ${person} ${place}`;

export function keepCopy(person, place, texts) {
  try {
    sessionStorage.setItem(name(person, place), JSON.stringify(texts));
  } catch { /* a browser may forbid storage; the words then stay in their box */ }
}

export function forgetCopy(person, place) {
  try {
    sessionStorage.removeItem(name(person, place));
  } catch { /* see above */ }
}

export function readCopy(person, place) {
  try {
    const copy = JSON.parse(sessionStorage.getItem(name(person, place)));
    return copy && typeof copy === "object" ? copy : null;
  } catch {
    return null;
  }
}
