// The events in lanes: all in one, or one for each actor, topic or type that has most of them.

const MOST = 12;

export function lanes(data, left, shown, kind, chosen, others) {
  if (!kind) return [{ name: "", at: shown }];
  const rows = data.tables[kind]
    .filter((row) => !chosen[kind].includes(row.id) || kind === "type")
    .map((row) => ({ name: row.name, at: row.at.filter((at) => left[at]) }))
    .filter((row) => row.at.length)
    .sort((a, b) => b.at.length - a.at.length);
  const top = rows.slice(0, MOST);
  const held = new Set(top.flatMap((row) => [...row.at]));
  const rest = shown.filter((at) => !held.has(at));
  if (rest.length) top.push({ name: others, at: rest });
  return top;
}
