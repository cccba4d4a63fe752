// The choice of actors, topics, types, places and storylines: what may still be chosen, and what has been.

import { pause } from "../pause.js";
import { KINDS, counts } from "./data.js";
import { make } from "./list.js";

const PART = 200;
const OFFERED = KINDS.filter((kind) => kind !== "relation");

export function filters(form, chips, data, say, changed) {
  const names = Object.fromEntries(KINDS.map((kind) => [kind, new Map(data.tables[kind].map((row) => [row.id, row.name]))]));
  const nameOf = (kind, id) => (kind === "relation" ? data.relation(id).name : names[kind].get(id));
  const offers = Object.fromEntries(OFFERED.map((kind) => [kind, new Map()]));
  let wanted;

  // A field commits when one of the names that it offers is in it: not at every key.
  function take({ target }) {
    const id = offers[target.name]?.get(target.value.trim());
    if (!id) return;
    target.value = "";
    changed(target.name, (ids) => [...ids, id]);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", take);
  form.addEventListener("input", (event) => {
    if (!event.inputType || event.inputType === "insertReplacementText") take(event); // picked from the list
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !offers[event.target.name]) return;
    const typed = fold(event.target.value);
    const first = typed && [...offers[event.target.name].keys()].find((name) => fold(name).includes(typed));
    if (!first) return;
    event.target.value = first;
    take(event);
  });

  // The page stays quick to answer: a part at a time, and none of what is no longer wanted.
  async function offer(kind, chosen) {
    await pause();
    if (chosen !== wanted) return;
    const number = counts(data, chosen, kind);
    const rows = data.tables[kind]
      .map((row, at) => ({ ...row, number: number[at] }))
      .filter((row) => row.number && !chosen[kind].includes(row.id))
      .sort((a, b) => b.number - a.number || say.order(a.name, b.name));
    const list = form.elements[kind].list;
    offers[kind].clear();
    for (const row of rows) offers[kind].set(offers[kind].has(row.name) ? `${row.name} [${row.id}]` : row.name, row.id);
    list.replaceChildren();
    const options = [...offers[kind].keys()].map((name, at) => [name, rows[at].number]);
    for (let at = 0; at < options.length && chosen === wanted; at += PART) {
      await pause();
      list.append(...options.slice(at, at + PART).map(([name, count]) => {
        const option = new Option(say.number(count), name);
        option.label = say.number(count);
        return option;
      }));
    }
  }

  return (chosen, lanes) => {
    form.elements.lanes.value = lanes;
    form.elements.match.value = chosen.any ? "any" : "";
    if (wanted !== chosen) for (const name of OFFERED) offer(name, chosen);
    wanted = chosen;
    chips.replaceChildren(
      ...KINDS.flatMap((kind) => chosen[kind].map((id) => {
        const name = nameOf(kind, id);
        const chip = make("button", name);
        chip.type = "button";
        chip.setAttribute("aria-label", chips.dataset.remove.replace("{name}", () => name));
        chip.addEventListener("click", () => {
          changed(kind, (ids) => ids.filter((one) => one !== id));
          form.elements[kind]?.focus();
        });
        return chip;
      })),
    );
    chips.hidden = !chips.children.length;
  };
}

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
