// Dates in what is asked for: "3 September 1994", "2024-05-16", "февраль 1972", "1972年2月", "1990s".
// A date is its first and last day, numbers such as 19940903, and whether it is a day, month or years.

const LANGUAGES = ["en", "ru", document.documentElement.lang || "en"];
const FORMS = [{ month: "long" }, { month: "short" }, { day: "numeric", month: "long" }, { day: "numeric", month: "short" }];
const RUSSIAN_END = /[ьйяа]$/;
const NO_DIGIT = "(?<![\\p{L}\\p{N}])";
const END = "(?![\\p{L}\\p{N}])";

// Of every name of a month, in each of the languages, its number.
function names() {
  const found = new Map([["sept", 9]]);
  for (const language of new Set(LANGUAGES)) {
    for (const form of FORMS) {
      const format = new Intl.DateTimeFormat(language, { ...form, timeZone: "UTC" });
      for (let month = 1; month <= 12; month += 1) {
        const part = format.formatToParts(Date.UTC(2000, month - 1, 1)).find((one) => one.type === "month").value;
        const name = part.toLowerCase().replace(/[.月]$/, "");
        if (!/^\p{L}+$/u.test(name) || /\p{Script=Han}/u.test(name)) continue; // 2月 is a number
        const stem = language === "ru" && form.month === "long" ? name.replace(RUSSIAN_END, "") : "";
        for (const one of stem ? ["", "ь", "й", "я", "а", "е", "ю", "у"].map((end) => stem + end) : [name]) found.set(one, month);
      }
    }
  }
  found.delete("ма"); // of май
  return found;
}

let months;
let patterns;

function prepared() {
  if (patterns) return patterns;
  months = names();
  const written = [...months.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[^\p{L}\p{N}]/gu, "\\$&"));
  const year = "(?<y>[12]\\d{3})(?:\\s*(?:г\\.|года|году|год)(?!\\p{L}))?";
  const month = `(?<name>${written.join("|")})\\.?`;
  const day = "(?<d>[0-3]?\\d)(?:st|nd|rd|th)?";
  const all = [
    `${NO_DIGIT}${day}(?:\\s+of)?\\s*${month}[\\s,]*${year}${END}`,
    `${NO_DIGIT}${month}\\s*${day},?\\s+${year}${END}`,
    `${NO_DIGIT}${year},?\\s+${month}(?:\\s+${day})?${END}`,
    `${NO_DIGIT}${month},?\\s*(?:of\\s+)?${year}${END}`,
    `(?<!\\p{N})(?<y>[12]\\d{3})\\s*年\\s*(?:(?<m>[01]?\\d)\\s*月\\s*(?:(?<d>[0-3]?\\d)\\s*[日号號])?)?(?!代)`,
    `(?<!\\p{N})(?<y>[12]\\d{3})(?<sep>[-/.])(?<m>[01]?\\d)\\k<sep>(?<d>[0-3]?\\d)${END}`,
    `${NO_DIGIT}(?<d>[0-3]?\\d)(?<sep>[./])(?<m>[01]?\\d)\\k<sep>(?<y>[12]\\d{3})${END}`,
    `${NO_DIGIT}(?<y>[12]\\d{3})[-/](?<m>0[1-9]|1[0-2])(?![-/]?\\p{N})${END}`,
    `${NO_DIGIT}(?<decade>[12]\\d\\d0)(?:['’]?s|-?е|-?х|\\s*年代)(?:\\s+(?:годы|годов|годах))?(?!\\p{L}(?<![\\p{Script=Han}]))`,
    `${NO_DIGIT}(?<y>[12]\\d{3})\\s*[-–—]\\s*(?<until>[12]\\d{3})${END}`,
    `${NO_DIGIT}${year}${END}(?:-\\d?$)?`, // the end of a date half typed
  ];
  patterns = all.map((one) => new RegExp(one, "iu"));
  return patterns;
}

function dateOf({ y, m, d, name, decade, until, sep }) {
  if (decade) return { first: decade * 10000 + 101, last: (Number(decade) + 9) * 10000 + 1231, unit: "years" };
  const year = Number(y);
  if (until) return Number(until) >= year ? { first: year * 10000 + 101, last: until * 10000 + 1231, unit: "years" } : null;
  let month = name ? months.get(name.toLowerCase()) : Number(m ?? 0);
  let day = Number(d ?? 0);
  if (sep === "/" && month > 12 && day <= 12) [month, day] = [day, month]; // 5/16/2024
  if (!month && !m) return { first: year * 10000 + 101, last: year * 10000 + 1231, unit: "years" };
  if (month < 1 || month > 12) return null;
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (d === undefined) return { first: year * 10000 + month * 100 + 1, last: year * 10000 + month * 100 + length, unit: "month" };
  if (day < 1 || day > length) return null;
  const whole = year * 10000 + month * 100 + day;
  return { first: whole, last: whole, unit: "day" };
}

// The dates of a text, each with how it is written, and the text without them.
export function dated(text) {
  const dates = [];
  let rest = text;
  for (const pattern of prepared()) {
    for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
      const date = dateOf(match.groups);
      if (!date) break;
      dates.push({ ...date, text: match[0].trim() });
      rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
    }
  }
  return { dates, rest };
}

const lengthOf = (day) => new Date(Date.UTC(Math.floor(day / 10000), Math.floor(day / 100) % 100, 0)).getUTCDate();

// Whether an event is dated so: in a span of years all that fall in it at all, in a month or on a
// day only what is known to the month or the day.
export function falls(date, [first, last]) {
  if (last < date.first || first > date.last) return false;
  if (date.unit === "years" || (first >= date.first && last <= date.last)) return true;
  const wholeYears = first % 10000 === 101 && last % 10000 === 1231;
  const wholeMonths = first % 100 === 1 && last % 100 === lengthOf(last);
  return date.unit === "month" ? !wholeYears : !wholeMonths;
}
