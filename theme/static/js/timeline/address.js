// What the address of the page asks for, and the address of what is shown.

import { KINDS } from "./data.js";
import { iso, read } from "./days.js";

export function asked({ tables, relation }) {
  const query = new URLSearchParams(location.search);
  const is = (kind, id) => (kind === "relation" ? relation(id) : tables[kind].some((row) => row.id === id));
  const known = (kind) => query.getAll(kind).filter((id) => is(kind, id));
  const chosen = Object.fromEntries(KINDS.map((kind) => [kind, [...new Set(known(kind))]]));
  const lanes = ["actor", "topic", "type"].includes(query.get("lanes")) ? query.get("lanes") : "";
  const [from, to] = [read(query.get("from") ?? ""), read(query.get("to") ?? "", true)];
  chosen.any = query.get("match") === "any";
  return { chosen, lanes, from, to: to === null ? null : to + 1 };
}

export function show({ chosen, lanes, view, isWhole }, anew) {
  const query = new URLSearchParams();
  for (const kind of KINDS) for (const id of chosen[kind]) query.append(kind, id);
  if (chosen.any) query.set("match", "any");
  if (lanes) query.set("lanes", lanes);
  if (!isWhole) {
    query.set("from", iso(Math.floor(view.from)));
    query.set("to", iso(Math.ceil(view.to) - 1));
  }
  const address = `${location.pathname}${query.size ? `?${query}` : ""}`;
  if (address === location.pathname + location.search) return;
  history[anew ? "pushState" : "replaceState"](null, "", address);
}
