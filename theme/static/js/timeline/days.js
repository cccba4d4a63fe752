// Days counted from 0001-01-01 = 1 in the proleptic Gregorian calendar, as in events.json. No time
// zone comes in: Date is used as a calendar, in UTC alone.

const UNIX = 719163;

export function dayOf(year, month = 1, day = 1) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date / 864e5) + UNIX;
}

export const dateOf = (day) => new Date((Math.floor(day) - UNIX) * 864e5);

export const yearOf = (day) => dateOf(day).getUTCFullYear();

export function iso(day) {
  const date = dateOf(day);
  const year = date.getUTCFullYear();
  const digits = String(Math.abs(year)).padStart(4, "0");
  return `${year < 0 ? "-" : ""}${digits}-${date.toISOString().slice(-19, -14)}`;
}

// The first or last day of a year, month or day as written; null for what is none.
export function read(text, last = false) {
  const found = /^(-?\d{1,4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text.trim());
  if (!found) return null;
  const [year, month, day] = found.slice(1).map((part) => part && Number(part));
  if (month === 0 || month > 12 || day === 0 || day > 31) return null;
  if (!last || day) return dayOf(year, month ?? 1, day ?? 1);
  return (month ? dayOf(year, month + 1) : dayOf(year + 1)) - 1;
}

// The levels of ticks and bins: unit, step, and about how many days one lasts.
const LEVELS = [
  ...[1, 5, 10].map((step) => ({ unit: "day", step, about: step })),
  { unit: "week", step: 7, about: 7 },
  ...[1, 3].map((step) => ({ unit: "month", step, about: step * 30.4 })),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((step) => ({ unit: "year", step, about: step * 365.2 })),
];
const TICKS = LEVELS.filter(({ unit }) => unit !== "week");
const BINS = LEVELS.filter(({ unit, step }) => unit !== "day" || step === 1);

const finest = (levels) => (scale, least) => levels.find(({ about }) => about * scale >= least) ?? levels.at(-1);
export const tickLevel = finest(TICKS);
export const binLevel = finest(BINS);

// The first days of all units from the one that holds `from` to the first after `to`.
export function bounds({ unit, step }, from, to) {
  const found = [];
  const date = dateOf(from);
  let [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (unit === "week") {
    for (let day = Math.floor((from - 1) / 7) * 7 + 1; day < to + 7; day += 7) found.push(day);
  } else if (unit === "day" && step === 1) {
    for (let day = Math.floor(from); day < to + 1; day++) found.push(day);
  } else if (unit === "day") {
    for (let first = dayOf(year, month + 1); first < to; first = dayOf(year, ++month + 1)) {
      const next = dayOf(year, month + 2);
      for (let day = first; day + step / 2 < next; day += step) found.push(day);
    }
  } else {
    const months = unit === "month" ? step : step * 12;
    let at = Math.floor((year * 12 + month) / months) * months;
    for (let day = -Infinity; day < to; at += months) {
      day = dayOf(Math.floor(at / 12), (((at % 12) + 12) % 12) + 1);
      found.push(day);
    }
  }
  return found;
}

const [YEAR, MONTH] = [{ year: "numeric" }, { year: "numeric", month: "long" }];
const FORMS = { year: YEAR, era: { ...YEAR, era: "short" }, month: MONTH, short: { month: "short" }, day: { ...MONTH, day: "numeric" } };

// Dates and numbers in words, as the rest of the site prints them: English is British there.
export function speaker(language) {
  const locale = language === "en" ? "en-GB" : language;
  const made = {}; // each takes milliseconds, and few are wanted at first
  const form = (name) => (made[name] ??= new Intl.DateTimeFormat(locale, { timeZone: "UTC", calendar: "gregory", ...FORMS[name] }));
  const year = (number) => (number > 0 ? String(number) : form("era").format(dateOf(dayOf(number))));
  return {
    year,
    number: (count) => (made.numbers ??= new Intl.NumberFormat(language)).format(count),
    order: (a, b) => (made.order ??= new Intl.Collator(language)).compare(a, b),
    month: (day) => form("month").format(dateOf(day)),
    shortMonth: (day) => form("short").format(dateOf(day)),
    // A day, month or year by itself, or from one day to another.
    span(first, last) {
      const [a, b] = [dateOf(first), dateOf(last)];
      if (first === last) return form("day").format(a);
      const whole = a.getUTCDate() === 1 && dateOf(last + 1).getUTCDate() === 1;
      const months = b.getUTCMonth() - a.getUTCMonth() + 12 * (b.getUTCFullYear() - a.getUTCFullYear());
      if (whole && months === 0) return form("month").format(a);
      if (whole && months === 11 && a.getUTCMonth() === 0) return form("year").format(a);
      return form("day").formatRange(a, b);
    },
    // The window: the wider, the fewer words.
    window(first, last) {
      const [from, to] = [yearOf(first), yearOf(last)];
      if (last - first < 100 && from > 0) return form("day").formatRange(dateOf(first), dateOf(last));
      if (last - first < 1100 && from > 0) return form("month").formatRange(dateOf(first), dateOf(last));
      return from === to ? year(from) : `${year(from)}–${year(to)}`;
    },
  };
}
