// The word that was probably meant: the name nearest to one that nothing has.

// How many letters differ, up to a limit: added, left out, changed, or two exchanged.
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[other.length];
}

// A word of a name for each of some words that nothing has; null where there is none.
export function corrected(names, word) {
  if (word.length < 4) return null;
  const most = word.length < 6 ? 1 : 2;
  let [best, nearest] = [null, most + 1];
  for (const name of names) {
    for (const one of name.words) {
      if (one.length < 3) continue;
      const far = distance(word, one, most) + (one[0] === word[0] ? 0 : 0.5);
      if (far < nearest) [best, nearest] = [one, far];
    }
  }
  return best;
}
