// The choice of actors, topics, types and places: what may still be chosen, and what has been.

import { pause } from "../pause.js";
import { KINDS, counts } from "./data.js";
import { make } from "./list.js";

const PART = 100;

export function filters(form, chips, data, say, changed) {
  const names = Object.fromEntries(KINDS.map((kind) => [kind, new Map(data.tables[kind].map((row) => [row.id, row.name]))]));

  let wanted;

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", ({ target }) => {
    if (!KINDS.includes(target.name) || !target.value) return;
    changed(target.name, (ids) => [...ids, target.value]);
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
    const select = form.elements[kind];
    select.replaceChildren(select.options[0]);
    for (let at = 0; at < rows.length && chosen === wanted; at += PART) {
      await pause();
      select.append(...rows.slice(at, at + PART).map((row) => new Option(`${row.name} (${say.number(row.number)})`, row.id)));
    }
  }

  return (chosen, lanes) => {
    form.elements.lanes.value = lanes;
    if (wanted !== chosen) for (const name of KINDS) offer(name, chosen);
    wanted = chosen;
    chips.replaceChildren(
      ...KINDS.flatMap((kind) => chosen[kind].map((id) => {
        const name = names[kind].get(id);
        const chip = make("button", name);
        chip.type = "button";
        chip.setAttribute("aria-label", chips.dataset.remove.replace("{name}", () => name));
        chip.addEventListener("click", () => {
          changed(kind, (ids) => ids.filter((one) => one !== id));
          form.elements[kind].focus();
        });
        return chip;
      })),
    );
    chips.hidden = !chips.children.length;
  };
}
