// Text to the words that are looked up, just as plugins/chronology/site/search/tokenize.py does it.

const LETTERS = { ß: "ss", ø: "o", ł: "l", đ: "d", ı: "i", æ: "ae", œ: "oe", þ: "th", ð: "d", ς: "σ" };
const SOLID = "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const SIGNS = "\\u0900-\\u0963\\u0966-\\u0eff";
const PART = new RegExp(`[${SOLID}]+|(?:(?![${SOLID}])[\\p{L}\\p{N}]|[${SIGNS}])+`, "gu");
const IS_SOLID = new RegExp(`^[${SOLID}]`, "u");
const DOTS = /(?<=\b[A-Za-z])\.(?=[A-Za-z]\b)/g;

// Soft hyphens, tatweel, joiners, marks of direction, and letters used as an apostrophe.
const UNSEEN = "\\u00ad\\u0640\\u02b9-\\u02bf\\u200b-\\u200f\\u2060\\ufeff";
const DROPPED = new RegExp(`[\\p{Mn}${UNSEEN}]`, "gu");
// A word as it is written.
export const WORD = new RegExp(`[\\p{L}\\p{N}\\p{M}${UNSEEN}]+`, "gu");

export const fold = (text) =>
  text.toLowerCase().normalize("NFKD").toLowerCase().replace(DROPPED, "").replace(/[ßøłđıæœþðς]/g, (letter) => LETTERS[letter]);

function split(text, solid) {
  const parts = fold(text.replace(DOTS, "")).match(PART) ?? [];
  return [...new Set(parts.flatMap((part) => (IS_SOLID.test(part) ? solid(part) : part)))];
}

function pairs(part) {
  const letters = [...part];
  return letters.slice(1).map((letter, at) => letters[at] + letter);
}

// What a text holds: of Chinese and Japanese each character and each pair.
export const words = (text) => split(text, (part) => [...part, ...pairs(part)]);

// What is asked for: of Chinese and Japanese the pairs, which say more.
export const terms = (text) => split(text, (part) => ([...part].length > 1 ? pairs(part) : part));

// A text as a line of folded words, to look a phrase up in; Chinese and Japanese begin and end anywhere.
export const line = (text) => ` ${(fold(text.replace(DOTS, "")).match(PART) ?? []).join(" ")} `;

export function phrase(text) {
  const parts = line(text).trim().split(" ");
  const edge = (part) => (IS_SOLID.test(part) ? "" : " ");
  return `${edge(parts[0])}${parts.join(" ")}${edge(parts.at(-1))}`;
}
