// The search page: the address says what is asked for, the page shows the answer.
import { FACETS, counted, find } from "./find.js";
import { open } from "./index.js";
import { mark, snippet } from "./snippet.js";
import { fold } from "./words.js";

const STEP = 10; // results shown at a time
const FEW = 8; // values of a facet shown at first
const form = document.querySelector("form[data-version]");
const { base, version, url } = form.dataset;
const said = JSON.parse(form.dataset.words);
const plural = new Intl.PluralRules(document.documentElement.lang);
const digits = new Intl.NumberFormat(document.documentElement.lang);
const part = Object.fromEntries([...document.querySelectorAll("[data-part]")].map((one) => [one.dataset.part, one]));
const field = form.elements.q;
part.scriptless.remove();
let index;
let answer = { terms: [], events: [], records: [] };
let shown = 0;
let turn = 0; // of the question: a late answer to an earlier one is not shown

const say = (key, number) => said[key][plural.select(number)]?.replace("{number}", digits.format(number)) ?? said[key].other;

// The index, fetched once; what failed is tried again when something is asked.
let coming;
const opened = () => (coming ??= open(url, version).then((one) => (index = one)).finally(() => index || (coming = null)));

function asked() {
  const query = new URLSearchParams(location.search);
  const facets = Object.keys(FACETS).map((facet) => [facet, query.getAll(facet)]);
  return { q: query.get("q") ?? "", sort: query.get("sort") ?? "", ...Object.fromEntries(facets) };
}

function address(question) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(question)) for (const one of [value].flat()) if (one) query.append(key, one);
  return query.size ? `${url}?${query}` : url;
}

function go(where, replace) {
  history[replace ? "replaceState" : "pushState"](null, "", where);
  show();
}

async function show() {
  const mine = (turn += 1);
  const question = asked();
  if (document.activeElement !== field || field.value.trim() !== question.q.trim()) field.value = question.q;
  const anything = Object.values(question).some((value) => value.length);
  document.title = [question.q, document.title.split(" – ").at(-1)].filter(Boolean).join(" – ");
  part.indexes.hidden = anything;
  part.answer.hidden ||= !anything;
  if (!anything) part.status.textContent = "";
  if (!anything) return;
  try {
    let found = await find(await opened(), question);
    const meant = found.better;
    if (meant) found = await find(index, { ...question, q: meant });
    if (found.phrases.length) found.events = await holding(found.events, found.phrases);
    if (mine !== turn) return;
    [answer, shown] = [found, 0];
    const number = found.events.length ? say("events", found.events.length) : said.none.replace("{query}", question.q);
    part.status.textContent = meant ? `${said.meant.replace("{query}", meant)} ${number}` : number;
    part.indexes.hidden = found.events.length > 0;
    part.records.replaceChildren(...[relation(found), period(found)].filter(Boolean), ...found.records.map(record));
    facets(question);
    for (const link of part.sorts.querySelectorAll("a")) {
      link.href = address({ ...question, sort: link.dataset.sort });
      link.setAttribute("aria-current", link.dataset.sort === question.sort);
    }
    part.sorts.hidden = found.events.length < 2;
    part.results.replaceChildren();
    await more(mine);
    part.answer.hidden = false;
  } catch (error) {
    if (mine === turn) part.status.textContent = said.failed;
  }
}

// A copy of a template, its link, and texts for what is marked with `data-` and their names.
function filled(name, texts) {
  const item = part[name].content.firstElementChild.cloneNode(true);
  for (const [key, text] of Object.entries(texts)) item.querySelector(`[data-${key}]`).textContent = text;
  return [item, item.querySelector("a")];
}

function label(facet, value) {
  if (facet === "decade") return said.decade.replace("{year}", value);
  return index.records[FACETS[facet]][index.numbers[FACETS[facet]].get(value)]?.[1] ?? value;
}

function record({ kind, number, events }) {
  const [id, name, others, type] = index.records[kind][number];
  const [item, link] = filled("record", { kind: said[type ?? kind], count: say("events", events) });
  link.href = `${base}/${kind}/${id}/`;
  link.textContent = name;
  mark(item.querySelector("[data-names]"), others.slice(0, 6).join(" · "), answer.terms);
  return item;
}

// A page that is none of a record: of two states, or of a year or month.
function other(address, name, kind, number) {
  const [item, link] = filled("record", { kind, count: say("events", number) });
  link.href = base + address;
  link.textContent = name;
  item.querySelector("[data-names]").remove();
  return item;
}
const relation = ({ relation: one }) => one && other(`/relations/${one.ids.join("/")}/`, one.name, said.relation, one.events);
function period({ when }) {
  if (!when.page) return null;
  const within = index.columns.from.filter((from, at) => from <= when.to && index.columns.to[at] >= when.from).length;
  return within ? other(when.page, when.page.split("/").filter(Boolean).join("-"), said.period, within) : null;
}

// The events whose pages have all of the phrases; the first hundred are looked through.
async function holding(events, phrases) {
  const plain = (text) => fold(text).replace(/[\s\p{P}]+/gu, " ");
  const wanted = phrases.map(plain);
  const held = await Promise.all(events.slice(0, 100).map(async (at) => {
    const page = await fetched(`${base}/events/${await index.id(at)}/`);
    const text = plain([...page.querySelectorAll(TEXTS)].map((one) => one.textContent).join(" "));
    return wanted.every((phrase) => text.includes(phrase));
  }));
  return events.filter((_, at) => held[at]);
}

// A value of a facet; its link chooses it, or no longer.
function choice(question, facet, { value, count }) {
  const [item, link] = filled("choice", { label: label(facet, value), count: digits.format(count) });
  const others = question[facet].filter((one) => one !== value);
  const chosen = others.length < question[facet].length;
  link.href = address({ ...question, [facet]: chosen ? others : [...others, value] });
  link.dataset.value = `${facet}=${value}`;
  if (chosen) link.setAttribute("aria-current", "true");
  return item;
}

const narrow = matchMedia("(max-width: 61.99rem)").matches;
if (narrow) for (const details of part.facets.children) details.open = asked()[details.dataset.facet].length > 0;

function facets(question) {
  const focused = document.activeElement?.dataset?.value;
  for (const details of part.facets.querySelectorAll("[data-facet]")) {
    const facet = details.dataset.facet;
    const rows = counted(index, answer.events, facet);
    for (const value of question[facet]) if (!rows.some((row) => row.value === value)) rows.unshift({ value, count: 0 });
    rows.sort((a, b) => question[facet].includes(b.value) - question[facet].includes(a.value));
    const [list, rest] = details.querySelectorAll("ul, button");
    const fill = (some) => list.replaceChildren(...some.map((row) => choice(question, facet, row)));
    fill(rows.slice(0, FEW));
    details.hidden = !rows.length;
    rest.hidden = rows.length <= FEW;
    rest.onclick = () => {
      fill(rows);
      rest.hidden = true;
      list.children[FEW].querySelector("a").focus();
    };
  }
  if (focused) part.facets.querySelector(`[data-value="${CSS.escape(focused)}"]`)?.focus();
}

const TEXTS = "main h1, main .standfirst, main .prose, main .sources cite, main .sources blockquote";
const fetched = async (address) => new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");

// A result is read from the event's own page.
async function result(at) {
  const link = `${base}/events/${await index.id(at)}/`;
  const page = await fetched(link);
  const kinds = ["types", "places"].flatMap((kind) => index.columns[kind][at].map((one) => index.records[kind][one][1]));
  const date = page.querySelector("main .kicker bdi")?.textContent ?? "";
  const [item, title] = filled("result", { date, type: kinds.join(" · ") });
  const heading = page.querySelector("main h1");
  title.href = link;
  title.lang = heading.lang;
  mark(title, heading.textContent, answer.terms);
  const lines = [...page.querySelectorAll("main .standfirst, main .prose > *, main .sources cite, main .sources blockquote")];
  const texts = lines.map((one) => (one.closest(".sources") ? `${said.source}: ${one.textContent}` : one.textContent));
  snippet(item.querySelector("[data-snippet]"), texts, answer.terms);
  return item;
}

async function more(mine = turn) {
  const items = await Promise.all(answer.events.slice(shown, shown + STEP).map(result));
  if (mine !== turn) return;
  part.results.append(...items);
  shown += items.length;
  part.more.hidden = shown >= answer.events.length;
  return items[0];
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(address({ ...asked(), q: field.value }));
});
let wait;
field.addEventListener("input", () => {
  clearTimeout(wait);
  // Typing changes the address in place; the first letter makes a step to go back over.
  wait = setTimeout(() => go(address({ ...asked(), q: field.value }), asked().q !== ""), 180);
});
part.answer.addEventListener("click", (event) => {
  const link = event.target.closest("[data-value], [data-sort]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href);
});
part.more.addEventListener("click", async () => (await more())?.querySelector("a").focus());
addEventListener("popstate", show);
show();
// Who looks at the page only does not fetch the index; who is about to ask need not wait for it.
for (const hint of ["pointerover", "focusin"]) form.addEventListener(hint, () => opened().catch(() => {}), { once: true });
