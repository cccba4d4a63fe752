// The events by term, computed once for all collections.

const KINDS = ["actors", "topics", "places", "relations", "years", "months"];
const PER_PAGE = 200;
const IN_FEED = 20;

const made = new WeakMap();

export default function pages(api) {
  const all = api.getAll();
  if (!made.has(all[0])) made.set(all[0], compute(all));
  return made.get(all[0]);
}

function compute(all) {
  const events = all.filter((item) => item.data.kind).reverse();
  const byTerm = Object.fromEntries(KINDS.map((kind) => [kind, new Map()]));
  const latest = [];
  for (const item of events) {
    const { title, when, edtf, added, summary } = item.data;
    const event = { url: item.url, title, when, edtf, added, summary };
    if (latest.length < IN_FEED) latest.push(event);
    for (const kind of KINDS) {
      for (const id of item.data[kind] ?? []) {
        const found = byTerm[kind].get(id);
        if (found) found.push(event);
        else byTerm[kind].set(id, [event]);
      }
    }
  }
  const terms = [];
  const lists = [];
  for (const kind of KINDS) {
    for (const [id, found] of byTerm[kind]) {
      const url = `/${kind}/${id}/`;
      const last = Math.ceil(found.length / PER_PAGE);
      if (kind !== "years" && kind !== "months") {
        terms.push({ kind, id, url, events: found.slice(0, IN_FEED) });
      }
      for (let page = 1; page <= last; page++) {
        lists.push({
          kind,
          id,
          url,
          page,
          last,
          events: found.slice((page - 1) * PER_PAGE, page * PER_PAGE),
        });
      }
    }
  }
  return { terms, lists, latest };
}
