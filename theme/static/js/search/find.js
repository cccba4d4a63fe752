// What answers a question: the records of that name, and the events, the best first.
import { KINDS } from "./index.js";
import { corrected } from "./spelling.js";
import { dated } from "./when.js";

export const FACETS = { actor: "actors", topic: "topics", type: "types", place: "places", decade: "decades" };
const NAMED = 3; // what it counts that an event is of the actor, topic or place asked for
const MOST_RECORDS = 5;

// The last word may be unfinished; the others are whole.
export async function find(index, asked) {
  const when = dated(asked.q);
  const phrases = [...when.rest.matchAll(/["“„«「]([^"”“»」]+)["”“»」]/g)].map((found) => found[1].trim());
  const terms = index.significant(when.rest);
  const open = /[\p{L}\p{N}\p{M}]$/u.test(when.rest) ? terms.length - 1 : -1;
  const records = named(index, terms, open);
  let scores = new Map();
  if (terms.length) scores = await scored(index, terms, open, records);
  else if (!when.rest || when.from) for (let at = 0; at < index.total; at += 1) scores.set(at, 0);
  const within = (at) => !when.from || (index.columns.from[at] <= when.to && index.columns.to[at] >= when.from);
  const events = [...scores.keys()].filter((at) => within(at) && fits(index, asked, at));
  const byDate = asked.sort === "oldest" ? (a, b) => a - b : (a, b) => b - a;
  const relevant = (a, b) => scores.get(b) - scores.get(a) || b - a;
  events.sort(asked.sort || !terms.length ? byDate : relevant);
  const found = top(index, records, terms);
  return { terms, phrases, events, when, records: found, relation: relation(index, terms), better: events.length ? "" : better(index, terms, when) };
}

// The question with the names that were probably meant; nothing where there are none.
function better(index, terms, when) {
  const known = (term) => index.names.some((name) => name.words.has(term));
  const words = terms.map((term) => (known(term) ? term : corrected(index.names, term)));
  if (!terms.length || !words.every(Boolean) || words.join() === terms.join()) return "";
  return words.join(" ");
}

// The two states that a question names, if they have a page: events of six states at most.
function relation(index, terms) {
  const asked = new Set(terms);
  const named = new Set();
  for (const { kind, number, words } of index.names) {
    if (kind === "actors" && index.records.actors[number][3] === "state" && words.size && [...words].every((word) => asked.has(word))) named.add(number);
  }
  const [one, other] = [...named].sort((a, b) => index.of.actors[b].length - index.of.actors[a].length).map((number) => ({ number }));
  if (!other) return null;
  const both = new Set(index.of.actors[other.number]);
  const isState = (number) => index.records.actors[number][3] === "state";
  const events = index.of.actors[one.number].filter((at) => both.has(at) && index.columns.actors[at].filter(isState).length <= 6);
  const [first, second] = [one, other].map(({ number }) => index.records.actors[number]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return events.length ? { ids: [first[0], second[0]], name: `${first[1]} – ${second[1]}`, events: events.length } : null;
}

// The records with a name that holds words asked for. Of those that hold a word, only the ones
// that hold most words count: with "United Nations" the United States are not meant.
function named(index, terms, open) {
  const best = new Map();
  for (const name of index.names) {
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
  const found = [...best.values()];
  const most = terms.map((_, at) => Math.max(0, ...found.filter((one) => one.covers[at]).map((one) => one.count)));
  return found.filter((one) => one.covers.some((yes, at) => yes && one.count === most[at]));
}

const begins = (names, term) => term.length > 1 && [...names].some((name) => name.startsWith(term));

async function scored(index, terms, open, records) {
  const postings = await Promise.all(terms.map((term, at) => index.postings(term, at === open && term.length > 1)));
  for (const { kind, number, covers, share } of records) {
    for (const found of postings.filter((_, at) => covers[at])) {
      for (const event of index.of[kind][number]) found.set(event, Math.max(found.get(event) ?? 0, NAMED * share));
    }
  }
  const rarity = postings.map((found) => Math.log(1 + index.total / (1 + found.size)));
  const [fewest] = [...postings].sort((a, b) => a.size - b.size);
  const scores = new Map();
  for (const event of fewest.keys()) {
    if (!postings.every((found) => found.has(event))) continue;
    scores.set(event, postings.reduce((sum, found, at) => sum + found.get(event) * rarity[at], 0));
  }
  return scores;
}

function fits(index, asked, at) {
  const one = (facet, kind, value) => (facet === "decade" ? Number(value) : index.numbers[kind].get(value));
  const holds = ([facet, kind]) => asked[facet].every((value) => index.columns[kind][at].includes(one(facet, kind, value)));
  return Object.entries(FACETS).every(holds);
}

function top(index, records, terms) {
  const whole = records.filter((one) => one.count === terms.length);
  const events = (one) => index.of[one.kind][one.number].length;
  return (whole.length ? whole : records.filter((one) => one.share === 1))
    .filter((one) => one.kind !== "types" || events(one))
    .sort((a, b) => b.share - a.share || events(b) - events(a) || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
    .slice(0, MOST_RECORDS)
    .map((one) => ({ ...one, events: events(one) }));
}

// How many of the events have each value of a facet, the most first; decades in their order.
export function counted(index, events, facet) {
  const kind = FACETS[facet];
  const counts = new Map();
  for (const at of events) for (const one of index.columns[kind][at]) counts.set(one, (counts.get(one) ?? 0) + 1);
  const rows = [...counts].sort((a, b) => (facet === "decade" ? b[0] - a[0] : b[1] - a[1] || a[0] - b[0]));
  return rows.map(([one, count]) => ({ value: facet === "decade" ? String(one) : index.records[kind][one][0], count }));
}
