// Dates in a question, in the forms that people write: they become days, the rest stays words.

import { dayOf, iso } from "../timeline/days.js";

const LANGUAGES = new Set(["en", "ru", document.documentElement.lang]);
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\.$/, "");

// The names of months, long and short, alone and after a day (январь, января): number by name.
const MONTHS = new Map();
for (const language of LANGUAGES) {
  for (let month = 0; month < 12; month++) {
    const date = new Date(Date.UTC(2023, month, 15));
    for (const options of [{ month: "long" }, { month: "short" }, { month: "long", day: "numeric" }]) {
      const parts = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" }).formatToParts(date);
      const name = fold(parts.find(({ type }) => type === "month")?.value ?? "");
      if (name.length > 2 && /\p{L}/u.test(name)) MONTHS.set(name, month + 1);
    }
  }
}
MONTHS.set("sept", 9);

const year = (from, to = from) => [dayOf(from), dayOf(to + 1) - 1];
const month = (number, of) => [dayOf(number, of), dayOf(number, of + 1) - 1];
const day = (...parts) => [dayOf(...parts), dayOf(...parts)];
const N = Number;
const named = (name) => MONTHS.get(fold(name));
// What a date looks like, and the first and last day of it; null where it is none.
const FORMS = [
  [/(\d{4})年(\d{1,2})月(\d{1,2})日/u, (y, m, d) => day(N(y), N(m), N(d))],
  [/(\d{4})年(\d{1,2})月/u, (y, m) => month(N(y), N(m))],
  [/(\d{4})年代/u, (y) => year(N(y), N(y) + 9)],
  [/(\d{4})年/u, (y) => year(N(y))],
  [/(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)/, (y, m, d) => day(N(y), N(m), N(d))],
  [/(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)/, (d, m, y) => day(N(y), N(m), N(d))],
  [/(?<!\d)(\d{4})\s*[-–—]\s*(\d{4})(?!\d)/, (a, b) => (N(a) <= N(b) ? year(N(a), N(b)) : null)],
  [/(?<!\d)(\d{4})-(\d\d)(?!\d)/, (y, m) => (N(m) && N(m) < 13 ? month(N(y), N(m)) : null)],
  [/(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+(\p{L}+)\.?,?\s+(\d{4})(?!\d)/u, (d, m, y) => named(m) && day(N(y), named(m), N(d))],
  [/(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,\s*(\d{4})(?!\d)/u, (m, d, y) => named(m) && day(N(y), named(m), N(d))],
  [/(\p{L}+)\.?,?\s+(\d{4})(?!\d)/u, (m, y) => named(m) && month(N(y), named(m))],
  [/(?<!\d)(\d{3}0)(?:s|['’]s|-е|-х)(?:\s+годы|\s+годов)?/u, (y) => year(N(y), N(y) + 9)],
  [/(?<!\d)(1\d{3}|20\d\d)(?!\d)/, (y) => year(N(y))],
];

// The question without its date, and the days that it asks for.
export function dated(question) {
  for (const [form, make] of FORMS) {
    const found = form.exec(question);
    const days = found && make(...found.slice(1));
    if (!days || days[0] > days[1]) continue;
    const rest = question.slice(0, found.index) + " " + question.slice(found.index + found[0].length);
    return { rest: rest.replace(/\s+/g, " ").trim(), from: days[0], to: days[1], page: page(...days) };
  }
  return { rest: question };
}

// The page of a year or month; a day has none of its own.
function page(from, to) {
  const [first, last] = [iso(from), iso(to)];
  if (first.endsWith("-01-01") && last === `${first.slice(0, 4)}-12-31`) return `/${first.slice(0, 4)}/`;
  if (first.slice(0, 7) === last.slice(0, 7)) return `/${first.slice(0, 4)}/${first.slice(5, 7)}/`;
  return "";
}
