// The events, from columns to what can be asked quickly; and which of them a choice leaves.
// plugins/chronology/site/exports/timeline_data.py describes the file.

import { pause } from "../pause.js";
import { iso } from "./days.js";

export const KINDS = ["actor", "topic", "type", "place", "storyline", "relation"];
// All of the actors and topics chosen; any of the types, places and storylines: no event has two types.
const ALL = new Set(["actor", "topic"]);
// A relation is of two states, at events with so many states at most: index/event_keys.py.
const MOST_IN_PAIRS = 6;
export const BITS = { about: 1, uncertain: 2, before: 4, later: 8, among: 16 };

const sums = (steps, total = 0) => steps.map((step) => (total += step));

export async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  const raw = await answer.json();
  await pause();
  const table = ([ids, names, steps, groups]) => ids.map((id, n) => ({ id, name: names[n], group: groups?.[n], at: sums(steps[n]) }));
  const types = raw.types.map(([id, name, family]) => ({ id, name, family, at: [] }));
  raw.type.forEach((type, at) => types[type].at.push(at));
  const start = Int32Array.from(sums(raw.from));
  const marks = Uint8Array.from(raw.id, (_, at) => raw.marks[at] ?? 0);
  const tables = { actor: table(raw.actors), topic: table(raw.topics), type: types, place: table(raw.places), storyline: table(raw.storylines), relation: [] };
  const states = new Uint8Array(raw.id.length);
  for (const row of tables.actor) if (row.group === "state") for (const at of row.at) states[at]++;
  await pause();
  const names = (rows, named = Array.from(raw.id, () => [])) => {
    for (const row of rows) for (const at of row.at) named[at].push(row.name);
    return named;
  };
  const actors = names(tables.actor);
  const title = raw.title.map((text, at) => text.replace(/[\ufdd0-\ufdef]/g, (one) => actors[at][one.charCodeAt() - 0xfdd0]));
  await pause();
  return {
    count: raw.id.length,
    id: (at) => idOf(raw.id[at], start[at], title[at]),
    title,
    start,
    end: start.map((day, at) => day + raw.days[at] + 1), // the day after the last
    family: Uint8Array.from(raw.type, (type) => types[type].family),
    hollow: marks.map((bits, at) => (bits & 19 || raw.status[at] ? 1 : 0)),
    marks,
    words: raw.words,
    status: raw.status,
    type: (at) => types[raw.type[at]],
    places: names(tables.place),
    tables,
    relation: (id) => relation(tables.actor, states, id),
    actors,
    yearly: (at) => raw.days[at] >= 364 && /^\d{4}-01-01$/.test(iso(start[at])) && /-12-31$/.test(iso(start[at] + raw.days[at])),
    weight: weights(raw.id.length, tables, types, raw.type),
  };
}

// How much an event matters, from what the record knows: storylines, treaties, recognitions, ruptures, summits.
const WEIGHTS = { agreement: 2, recognition: 3, severance: 2, summit: 1, attack: 2, clash: 2, ratification: 1 };
function weights(count, tables, types, kinds) {
  const found = Float32Array.from({ length: count }, (_, at) => WEIGHTS[types[kinds[at]].id] ?? 0);
  for (const row of tables.storyline) for (const at of row.at) found[at] += 1.5;
  return found;
}

// The events of two states, "china,russia": those with more states are of no pair. null for no states.
function relation(actors, states, id) {
  const [one, other] = id.split(",").map((state) => actors.find((row) => row.id === state && row.group === "state"));
  if (!one || !other) return null;
  const both = new Set(other.at);
  return { id, name: `${one.name} – ${other.name}`, at: one.at.filter((at) => both.has(at) && states[at] <= MOST_IN_PAIRS) };
}

// Most ids follow from date and title: then there is a number in their place.
function idOf(known, day, title) {
  if (typeof known === "string") return known;
  const slug = title.toLowerCase().replace(/[.,:;'’"()?!&]/g, "").replaceAll(" ", "-");
  return `${iso(day).slice(0, [10, 7, 4][known % 3])}-${slug.slice(0, Math.floor(known / 3))}`;
}

// One byte an event: is it left by what is chosen? `but` is a kind that does not count.
export function passing(data, chosen, but) {
  const left = new Uint8Array(data.count).fill(1);
  for (const kind of KINDS) {
    const ids = kind === but ? [] : chosen[kind];
    if (!ids.length) continue;
    const hits = new Uint8Array(data.count);
    const rows = kind === "relation" ? ids.map(data.relation) : data.tables[kind].filter((row) => ids.includes(row.id));
    for (const row of rows) for (const at of row.at) hits[at]++;
    const least = ALL.has(kind) && !chosen.any ? ids.length : 1;
    for (let at = 0; at < data.count; at++) if (hits[at] < least) left[at] = 0;
  }
  return left;
}

export const positions = (left) => Int32Array.from(left, (_, at) => at).filter((at) => left[at]);

// How many events each record of a kind would leave.
export function counts(data, chosen, kind) {
  const left = passing(data, chosen, ALL.has(kind) && !chosen.any ? undefined : kind);
  return data.tables[kind].map((row) => row.at.reduce((count, at) => count + left[at], 0));
}
