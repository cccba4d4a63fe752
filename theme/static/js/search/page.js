// The search page: the address says what is asked for, the page shows the answer.
import { FACETS, counted, find } from "./find.js";
import { open } from "./index.js";
import { mark, snippet } from "./snippet.js";
import { suggestions } from "./spelling.js";

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
const TEXTS = "main .standfirst, main .prose > *, main .sources cite, main .sources blockquote";
const monthYear = new Intl.DateTimeFormat(document.documentElement.lang, { month: "long", year: "numeric", timeZone: "UTC" });
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
  part.indexes.hidden = anything && !part.tries.hasChildNodes();
  part.answer.hidden ||= !anything;
  if (!anything) {
    part.status.textContent = "";
    part.tries.replaceChildren();
    part.tries.hidden = true;
    part.indexes.hidden = false;
  }
  if (!anything) return;
  try {
    const found = await find(await opened(), question, async (at) => (await page(at)).texts);
    const likely = await likelier(found, question);
    if (mine !== turn) return;
    [answer, shown] = [found, 0];
    const none = question.q.trim() ? said.none.replace("{query}", question.q.trim()) : said.nothing;
    part.status.textContent = found.events.length ? say("events", found.events.length) : none;
    if (found.unchecked) part.status.append(` · ${say("unchecked", found.unchecked)}`);
    part.tries.replaceChildren(...(found.events.length ? [] : tries(question, found, likely)));
    part.tries.hidden = !part.tries.hasChildNodes();
    part.indexes.hidden = found.events.length > 0;
    part.records.replaceChildren(...periods(found.dates), ...found.records.map(record));
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

// The pages of the years and months asked for.
function periods(dates) {
  const found = new Map();
  for (const { first, last, unit } of dates) {
    const [year, month] = [Math.floor(first / 10000), Math.floor(first / 100) % 100];
    if (Math.floor(last / 10000) !== year) continue;
    const many = (from, until, whole) =>
      index.spans.filter(([a, b]) => (whole ? a >= from && b <= until : a <= until && b >= from)).length;
    const inMonth = many(year * 10000 + month * 100, year * 10000 + month * 100 + 99, true);
    if (unit !== "years" && inMonth) {
      const name = monthYear.format(Date.UTC(year, month - 1, 1));
      found.set(`${base}/${year}/${String(month).padStart(2, "0")}/`, [said.month, name[0].toUpperCase() + name.slice(1), inMonth]);
    }
    found.set(`${base}/${year}/`, [said.year, String(year), many(year * 10000, year * 10000 + 9999)]);
  }
  return [...found].map(([address, [kind, name, count]]) => offered(address, name, kind, count));
}

function offered(address, name, kind, count) {
  const [item, link] = filled("record", { kind, count: say("events", count) });
  link.href = address;
  link.textContent = name;
  return item;
}

// The question spelled as names are, if events answer it.
async function likelier(found, question) {
  if (found.events.length || !found.missing.length) return [];
  const some = suggestions(index, question.q, found.missing, found.terms);
  const answers = await Promise.all(some.map((q) => find(index, { ...question, q })));
  return some.filter((_, at) => answers[at].events.length);
}

// What to try instead of a question without an answer.
function tries(question, found, likely) {
  const offers = likely.map((q) => [said.suggestion, q, { ...question, q }]);
  const plain = question.q.replace(/["“”„«»「」『』]/g, " ").replace(/\s+/g, " ").trim();
  if (found.phrases.length) offers.push([said.unquoted, plain, { ...question, q: plain }]);
  if (Object.keys(FACETS).some((facet) => question[facet].length)) offers.push([said.unfiltered, question.q, { q: question.q, sort: question.sort }]);
  const items = offers.map(([words, text, instead]) => {
    const [item, link] = filled("try", { words });
    link.href = address(instead);
    link.textContent = text.trim() || said.everything;
    link.dataset.instead = "";
    return item;
  });
  const [advice] = filled("try", { words: said.advice });
  advice.querySelector("a").remove();
  return [...items, advice];
}

function record({ kind, number, states, events }) {
  if (kind === "relations") {
    const [one, other] = states.map((state) => index.records.actors[state]);
    return offered(`${base}/relations/${one[0]}/${other[0]}/`, `${one[1]} – ${other[1]}`, said.relations, events);
  }
  const [id, name, others, type] = index.records[kind][number];
  const [item, link] = filled("record", { kind: said[type ?? kind], count: say("events", events) });
  link.href = `${base}/${kind}/${id}/`;
  link.textContent = name;
  mark(item.querySelector("[data-names]"), others.slice(0, 6).join(" · "), answer.terms);
  return item;
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

// An event's own page, fetched once: its address, the document, and the text in it.
const pages = new Map();
function page(at) {
  if (!pages.has(at)) {
    const coming = fetched(at);
    pages.set(at, coming);
    coming.catch(() => pages.delete(at));
  }
  return pages.get(at);
}

const parsed = async (link) => new DOMParser().parseFromString(await (await fetch(link)).text(), "text/html");

async function fetched(at) {
  const link = `${base}/events/${await index.id(at)}/`;
  const whole = await parsed(link);
  return { link, whole, texts: [...whole.querySelectorAll(`main h1, ${TEXTS}`)].map((one) => one.textContent).join(" \n ") };
}

// A result is made from the event's own page.
async function result(at) {
  const { link, whole } = await page(at);
  const kinds = ["types", "places"].flatMap((kind) => index.columns[kind][at].map((one) => index.records[kind][one][1]));
  const date = whole.querySelector("main .kicker bdi")?.textContent ?? "";
  const status = whole.querySelector("main .kicker .status")?.textContent;
  const [item, title] = filled("result", { date, type: [status, ...kinds].filter(Boolean).join(" · ") });
  const heading = whole.querySelector("main h1");
  title.href = link;
  title.lang = heading.lang;
  mark(title, heading.textContent, answer.terms);
  const lines = [...whole.querySelectorAll(TEXTS)];
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
for (const box of [part.answer, part.tries]) {
  box.addEventListener("click", (event) => {
    const link = event.target.closest("[data-value], [data-sort], [data-instead]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (document.activeElement === field) field.blur();
    go(link.href);
  });
}
part.more.addEventListener("click", async () => (await more())?.querySelector("a").focus());
addEventListener("popstate", show);
show();
// Who looks at the page only does not fetch the index; who is about to ask need not wait for it.
for (const hint of ["pointerover", "focusin"]) form.addEventListener(hint, () => opened().catch(() => {}), { once: true });
