// What answers a question: the records of that name, and the events, the best first.
import { dated, falls } from "./dates.js";
import { KINDS } from "./index.js";
import { line, phrase, words } from "./words.js";

export const FACETS = { actor: "actors", topic: "topics", type: "types", place: "places", decade: "decades" };
const RECORDS = KINDS.filter((kind) => kind !== "storylines");
const NAMED = 3; // what it counts that an event is of the actor, topic or place asked for
const DATED = 4; // and that it is dated so
const MOST_RECORDS = 6;
const CHECKED = 40; // events whose text is read for a phrase at most
const AT_ONCE = 8;
const QUOTED = /["“”„«「『]([^"“”„«»「」『』]+)["“”»」』]/gu;

// The words, the phrases in quotation marks and the dates of a question. A date without any event
// is taken for words: 1718 may be a number of a resolution.
function understood(index, q) {
  const phrases = [...q.matchAll(QUOTED)].map(([, text]) => text).filter((text) => words(text).length);
  const { dates, rest } = dated(q.replace(QUOTED, " "));
  const events = dates.map((date) => index.spans.flatMap((span, at) => (falls(date, span) ? [at] : [])));
  const unknown = dates.filter((_, at) => !events[at].length).map((date) => date.text);
  const text = [...unknown, rest].join(" ");
  const terms = index.significant(text);
  // The last word may be unfinished; the others are whole.
  const open = /[\p{L}\p{N}\p{M}]$/u.test(text) ? terms.length - 1 : -1;
  const quoted = phrases.flatMap(index.significant);
  const known = dates.flatMap((date, at) => (events[at].length ? [{ ...date, events: events[at] }] : []));
  return { terms: [...new Set([...terms, ...quoted])], open, phrases, dates: known };
}

// `read` returns the text of an event's page.
export async function find(index, asked, read) {
  const { terms, open, phrases, dates } = understood(index, asked.q);
  const records = named(index, terms, open);
  const tales = stories(index, terms, open);
  let found = { scores: new Map(), missing: [] };
  if (terms.length || dates.length) {
    const titled = tales.filter((one) => one.share >= 0.5);
    found = await scored(index, { terms, open, dates }, [...records, ...titled]);
  } else if (!asked.q.trim()) for (let at = 0; at < index.total; at += 1) found.scores.set(at, 0);
  const { scores, missing } = found;
  let events = [...scores.keys()].filter((at) => fits(index, asked, at));
  const byDate = asked.sort === "oldest" ? (a, b) => a - b : (a, b) => b - a;
  const relevant = (a, b) => scores.get(b) - scores.get(a) || b - a;
  events.sort(relevant);
  let unchecked = 0;
  if (phrases.length && read) [events, unchecked] = await holding(index, events, phrases, read);
  if (asked.sort || !(terms.length + dates.length)) events.sort(byDate);
  const shown = dates.flatMap((date) => words(date.text)).filter((word) => word.length > 2);
  const all = [...relations(index, records, terms), ...top(index, records, terms), ...tales];
  return { terms: [...terms, ...shown], missing, phrases, dates, events, unchecked, records: all };
}

// Those of the events that have every phrase, in the name of what they belong to or in their text,
// and how many were left out because so many texts are not read for one question.
async function holding(index, events, phrases, read) {
  const wanted = phrases.map(phrase);
  const members = wanted.map((one) => {
    const names = index.names.filter((name) => line(name.text).includes(one));
    return new Set(names.flatMap((name) => index.of[name.kind][name.number]));
  });
  const left = (event) => wanted.filter((_, number) => !members[number].has(event));
  const unsure = events.filter((event) => left(event).length);
  const found = new Set(events.filter((event) => !left(event).length));
  for (let at = 0; at < Math.min(unsure.length, CHECKED); at += AT_ONCE) {
    const some = unsure.slice(at, Math.min(at + AT_ONCE, CHECKED));
    const texts = await Promise.all(some.map(read));
    some.forEach((event, number) => left(event).every((one) => line(texts[number]).includes(one)) && found.add(event));
  }
  return [events.filter((event) => found.has(event)), Math.max(0, unsure.length - CHECKED)];
}

// The records with a name that holds words asked for. Of those that hold a word, only the ones
// that hold most words count, and whole names: with "United Nations" the United States are not
// meant, but with "China Russia" both states are.
function named(index, terms, open) {
  const found = covering(index, terms, open, RECORDS);
  const most = terms.map((_, at) => Math.max(0, ...found.filter((one) => one.covers[at]).map((one) => one.count)));
  return found.filter((one) => one.share === 1 || one.covers.some((yes, at) => yes && one.count === most[at]));
}

// Of each record of some kinds the name that holds most of the words asked for.
function covering(index, terms, open, kinds) {
  const best = new Map();
  for (const name of index.names) {
    if (!kinds.includes(name.kind)) continue;
    const covers = terms.map((term, at) => name.words.has(term) || (at === open && begins(name.words, term)));
    const count = covers.filter(Boolean).length;
    if (!count) continue;
    const share = count / Math.max(name.length, count);
    const key = `${name.kind} ${name.number}`;
    const known = best.get(key);
    if (!known || count > known.count || (count === known.count && share > known.share)) {
      best.set(key, { kind: name.kind, number: name.number, covers, count, share });
    }
  }
  return [...best.values()];
}

const begins = (names, term) => term.length > 1 && [...names].some((name) => name.startsWith(term));

async function scored(index, { terms, open, dates }, records) {
  const postings = await Promise.all(terms.map((term, at) => index.postings(term, at === open && term.length > 1)));
  for (const { kind, number, covers, share } of records) {
    for (const found of postings.filter((_, at) => covers[at])) {
      for (const event of index.of[kind][number]) found.set(event, Math.max(found.get(event) ?? 0, NAMED * share));
    }
  }
  const missing = terms.filter((_, at) => !postings[at].size);
  postings.push(...(await Promise.all(dates.map((date) => datedSo(index, date)))));
  const rarity = postings.map((found) => Math.log(1 + index.total / (1 + found.size)));
  const [fewest] = [...postings].sort((a, b) => a.size - b.size);
  const scores = new Map();
  for (const event of fewest.keys()) {
    if (!postings.every((found) => found.has(event))) continue;
    scores.set(event, postings.reduce((sum, found, at) => sum + found.get(event) * rarity[at], 0));
  }
  return { scores, missing };
}

// The events of a date, and after them, but for a day, those that have the words of the date.
async function datedSo(index, date) {
  const found = new Map(date.events.map((event) => [event, DATED]));
  if (date.unit === "day" || /\p{Script=Han}/u.test(date.text)) return found;
  const [first, ...others] = await Promise.all(words(date.text).map((word) => index.postings(word, false)));
  for (const [event, weight] of first) {
    if (others.every((other) => other.has(event))) found.set(event, Math.max(found.get(event) ?? 0, Math.min(weight, DATED / 2)));
  }
  return found;
}

function fits(index, asked, at) {
  const one = (facet, kind, value) => (facet === "decade" ? Number(value) : index.numbers[kind].get(value));
  const holds = ([facet, kind]) => asked[facet].every((value) => index.columns[kind][at].includes(one(facet, kind, value)));
  return Object.entries(FACETS).every(holds);
}

// The records to offer: those of all the words or, if there are none, of whole names; of a short
// and rare name and a longer one that has many events the latter comes first.
function top(index, records, terms) {
  const whole = records.filter((one) => one.count === terms.length);
  const weight = (one) => one.share * Math.log(2 + index.count(one.kind, one.number));
  return (whole.length ? whole : records.filter((one) => one.share >= 0.5))
    .map((one) => ({ ...one, events: index.count(one.kind, one.number) }))
    .filter((one) => one.kind !== "types" || one.events)
    .sort((a, b) => weight(b) - weight(a) || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
    .slice(0, MOST_RECORDS);
}

// The storylines whose title has all the words.
function stories(index, terms, open) {
  return covering(index, terms, open, ["storylines"])
    .filter((one) => one.count === terms.length && (one.count > 1 || one.share >= 0.5))
    .sort((a, b) => b.share - a.share)
    .slice(0, 3)
    .map((one) => ({ ...one, events: index.count(one.kind, one.number) }));
}

// The relations of two states that are named in full and together by all the words.
function relations(index, records, terms) {
  const named = new Map(records.filter((one) => one.kind === "actors" && one.share === 1).map((one) => [one.number, one.covers]));
  return index.relations
    .filter(([one, other]) => {
      const [a, b] = [named.get(one), named.get(other)];
      if (!a || !b) return false;
      return terms.every((_, at) => a[at] || b[at]) && a.some((yes, at) => yes && !b[at]) && b.some((yes, at) => yes && !a[at]);
    })
    .sort((a, b) => b[2] - a[2])
    .slice(0, 2)
    .map(([one, other, events]) => ({ kind: "relations", states: [one, other], events }));
}

// How many of the events have each value of a facet, the most first; decades in their order.
export function counted(index, events, facet) {
  const kind = FACETS[facet];
  const counts = new Map();
  for (const at of events) for (const one of index.columns[kind][at]) counts.set(one, (counts.get(one) ?? 0) + 1);
  const rows = [...counts].sort((a, b) => (facet === "decade" ? b[0] - a[0] : b[1] - a[1] || a[0] - b[0]));
  return rows.map(([one, count]) => ({ value: facet === "decade" ? String(one) : index.records[kind][one][0], count }));
}
