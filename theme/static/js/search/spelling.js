// Names that are written much like a word that is found nowhere.
import { WORD, words } from "./words.js";

// How many letters two words differ by: changed, missing, added, or in the wrong order
// (Damerau-Levenshtein, optimal string alignment); `limit + 1` for all that differ by more.
export function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return last[other.length];
}

// The words of all names: as written, in how many events at most, and the names they are from.
function vocabulary(index) {
  const found = new Map();
  for (const name of index.names) {
    for (const [written] of name.text.matchAll(WORD)) {
      const [word] = words(written);
      if (!word || word.length < 4 || /\p{Script=Han}/u.test(word)) continue;
      const known = found.get(word) ?? { word, written, events: 0, names: [] };
      known.events = Math.max(known.events, index.count(name.kind, name.number));
      known.names.push(name.words);
      found.set(word, known);
    }
  }
  return [...found.values()];
}

// The question with the words that are found nowhere spelled as names are, the likeliest first.
export function suggestions(index, question, missing, terms) {
  const known = vocabulary(index);
  let texts = [question];
  for (const term of missing) {
    if (term.length < 4) return [];
    const limit = term.length < 6 ? 1 : 2;
    const near = [];
    for (const one of known) {
      const apart = distance(term, one.word, limit);
      if (apart > limit) continue;
      const beside = one.names.some((name) => terms.some((other) => other !== term && name.has(other)));
      near.push({ written: one.written, apart: apart - beside - (one.word[0] === term[0]) / 2, events: one.events });
    }
    near.sort((a, b) => a.apart - b.apart || b.events - a.events);
    texts = texts.flatMap((text) => near.filter((one) => one.apart < near[0].apart + 1).slice(0, 3).map((one) => text.replace(WORD, (word) => (words(word)[0] === term ? one.written : word))));
  }
  return texts.slice(0, 3).filter((text) => text !== question);
}
