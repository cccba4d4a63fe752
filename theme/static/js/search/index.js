// The index: small files, fetched by need and kept. The version makes all of them of one build.
import { pause } from "../pause.js";
import { iso } from "../timeline/days.js";
import { terms, words } from "./words.js";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUE = Object.fromEntries([...DIGITS].map((digit, value) => [digit, value]));
const WEIGHT = [0.5, 1, 2, 4]; // in a source's title, the body, the summary, the title
export const KINDS = ["actors", "topics", "types", "places", "storylines"];

export async function open(root, version) {
  const kept = new Map();
  const load = async (path, read) => {
    const answer = await fetch(`${root}${path}?v=${version}`);
    if (answer.ok) return answer[read]();
    kept.delete(path);
    throw new Error(`${path}: ${answer.status}`);
  };
  const get = (path, read) => kept.get(path) ?? kept.set(path, load(path, read)).get(path);
  const [events, records] = await Promise.all([get("events.json", "json"), get("records.json", "json")]);
  await pause();
  const total = events.year.length;
  const slots = Array.from({ length: events.blocks }, () => []);
  const slot = events.block.map((block, at) => slots[block].push(at) - 1);
  const columns = Object.fromEntries(KINDS.map((kind) => [kind, events[kind].map((one) => [one].flat())]));
  let day = 0;
  columns.from = events.from.map((step) => (day += step));
  columns.to = events.days.map((days, at) => columns.from[at] + days);
  // Of each event its first and last day, such as 19940903.
  const written = (at) => Number(iso(at).replace(/(?<=\d)-/g, ""));
  const spans = columns.from.map((from, at) => [written(from), written(columns.to[at])]);
  columns.decades = events.year.map((year) => [Math.floor(year / 10) * 10]);
  await pause();
  // Of each record the events it belongs to.
  const of = Object.fromEntries(KINDS.map((kind) => [kind, records[kind].map(() => [])]));
  for (const kind of KINDS) columns[kind].forEach((some, at) => some.forEach((one) => of[kind][one].push(at)));
  const numbers = Object.fromEntries(KINDS.map((kind) => [kind, new Map(records[kind].map(([id], number) => [id, number]))]));
  const common = new Set(events.common);
  const significant = (text) => terms(text).filter((word) => !common.has(word));
  const names = [];
  for (const kind of KINDS) {
    for (const [number, [, name, others]] of records[kind].entries()) {
      if (number % 100 === 0) await pause();
      for (const one of [name, ...others]) names.push({ kind, number, text: one, words: new Set(words(one)), length: significant(one).length });
    }
  }

  const count = (kind, number) => of[kind][number].length;

  // The events that contain a word, with the weight of the best place.
  async function postings(word, begins) {
    const shard = (word.codePointAt(0) * 31 + ([...word][1]?.codePointAt(0) ?? 0)) % events.shards;
    const found = new Map();
    (await get(`words/${shard}.txt`, "text")).split("\n").forEach((line, block) => {
      const row = line.split(" ");
      for (let at = 0; at + 1 < row.length; at += 2) {
        const exact = row[at] === word;
        if (!exact && !(begins && row[at].startsWith(word))) continue;
        for (let place = 0; place < row[at + 1].length; place += 2) {
          const code = VALUE[row[at + 1][place]] * 64 + VALUE[row[at + 1][place + 1]];
          const event = slots[block][code >> 2];
          const weight = WEIGHT[code & 3] * (exact ? 1 : 0.5);
          if (weight > (found.get(event) ?? 0)) found.set(event, weight);
        }
      }
    });
    return found;
  }
  const id = async (at) => (await get(`ids/${events.block[at]}.json`, "json"))[slot[at]];
  return { total, records, columns, spans, of, numbers, names, relations: events.relations, count, significant, postings, id };
}
