// A piece of text around what was found, with the hits marked. Text only: nothing is parsed.
import { WORD, words } from "./words.js";

const LENGTH = 220;
const SOLID = /[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/;

// Where the terms occur in a text: [start, end] in order.
function hits(text, terms) {
  const found = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (SOLID.test(word)) {
      for (const term of terms) {
        for (let at = word.indexOf(term); at >= 0; at = word.indexOf(term, at + 1)) found.push([index + at, index + at + term.length]);
      }
    } else if (words(word).some((one) => terms.some((term) => one === term || (term.length > 1 && one.startsWith(term))))) {
      found.push([index, index + word.length]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

// Put a text into an element, its hits in <mark>; of a long one what is around the first.
export function mark(element, text, terms, length = Infinity) {
  const found = hits(text, terms);
  let start = 0;
  if (text.length > length && found.length) {
    start = Math.max(0, Math.min(found[0][0] - length / 3, text.length - length));
    if (start) start = text.indexOf(" ", start) + 1 || Math.floor(start);
  }
  const end = Math.min(text.length, start + length);
  let at = start;
  element.replaceChildren(start ? "… " : "");
  for (const [from, to] of found) {
    if (to <= at || to > end) continue;
    const hit = document.createElement("mark");
    hit.textContent = text.slice(Math.max(from, at), to);
    element.append(text.slice(at, Math.max(from, at)), hit);
    at = to;
  }
  element.append(text.slice(at, end), end < text.length ? " …" : "");
}

// The best of some texts: the first that holds a term, else the first.
export function snippet(element, texts, terms) {
  const some = texts.map((text) => text.replace(/\s+/g, " ").trim()).filter(Boolean);
  const held = some.find((text) => hits(text, terms).length) ?? some[0];
  if (held) mark(element, held, terms, LENGTH);
  else element.remove();
}
