// The copy that a tab keeps of a draft while the server cannot take it. It is one person's, and goes with the tab.

const name = (person, place) => `draft ${person} ${place}`;

// With `milliseconds` it is good for so long, else until it is forgotten.
export function keepCopy(person, place, texts, milliseconds = null) {
  const until = milliseconds && Date.now() + milliseconds;
  try {
    sessionStorage.setItem(name(person, place), JSON.stringify({ texts, until }));
  } catch { /* a browser may forbid storage; the words then stay in their box */ }
}

export function forgetCopy(person, place) {
  try {
    sessionStorage.removeItem(name(person, place));
  } catch { /* see above */ }
}

export function readCopy(person, place) {
  try {
    const { texts, until } = JSON.parse(sessionStorage.getItem(name(person, place)));
    return until && Date.now() > until ? null : texts;
  } catch {
    return null;
  }
}
