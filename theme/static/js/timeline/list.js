// The events in view as a list, for eyes, keyboard and screen reader alike.

import { pause } from "../pause.js";
import { FAMILIES } from "./families.js";

const MANY = 40;
const PART = 10; // drawn at once

export function lister(root, data, { when, base }, hovered) {
  const [list, more] = [root.querySelector(".events"), root.querySelector("#more")];
  let [shown, upTo] = [[], 0];

  async function add(upper) {
    const mine = shown;
    upTo = Math.min(upper, shown.length);
    more.hidden = upTo === shown.length;
    for (let from = list.children.length; from < upTo && mine === shown; from += PART) {
      list.append(...Array.from(shown.slice(from, Math.min(from + PART, upTo)), line));
      await pause();
    }
  }

  function line(at) {
    const item = document.createElement("li");
    const date = make("span", when(at), "date");
    const title = make("a", "");
    title.href = `${base}/events/${data.id(at)}/`;
    title.append(make("bdi", data.title[at]));
    const small = make("small", "");
    if (data.status[at]) small.append(make("strong", data.status[at], "status"), " ");
    const type = make("span", data.type(at).name);
    type.className = `mark f-${FAMILIES[data.type(at).family]}`;
    small.append(type, data.places[at].length ? ` · ${data.places[at].join(", ")}` : "");
    item.append(date, " ", title, " ", small);
    for (const event of ["pointerenter", "focusin"]) item.addEventListener(event, () => hovered(at));
    for (const event of ["pointerleave", "focusout"]) item.addEventListener(event, () => hovered(null));
    return item;
  }

  more.addEventListener("click", () => {
    const from = upTo;
    add(upTo + MANY);
    list.children[from].querySelector("a").focus();
  });
  return (events) => {
    shown = events;
    list.replaceChildren();
    add(MANY);
  };
}

export function make(name, words, style = "") {
  const element = document.createElement(name);
  element.textContent = words;
  if (style) element.className = style;
  return element;
}
