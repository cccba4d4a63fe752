// The card of one event beside the drawing, with the way to the events before and after it.

export function card(root, data, { when, base }, { shown, selected }) {
  const [kicker, title, summary, note] = ["kicker", "h2 a", "standfirst", "note"].map((name) => root.querySelector(name.includes(" ") ? name : `.${name}`));
  let current = -1;

  async function open(event, focus) {
    current = event;
    root.hidden = event < 0;
    selected(event);
    if (event < 0) return;
    const address = `${base}/events/${data.id(event)}/`;
    kicker.textContent = when(event);
    title.textContent = data.title[event];
    title.href = address;
    summary.textContent = "";
    note.textContent = [data.type(event).name, data.places[event].join(", "), data.actors[event].slice(0, 6).join(", ")].filter(Boolean).join(" · ");
    const at = shown().indexOf(event);
    for (const [value, other] of [["before", shown()[at - 1]], ["after", shown()[at + 1]]]) root.querySelector(`[value=${value}]`).disabled = other === undefined;
    if (focus) root.focus();
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    if (current === event) summary.textContent = page.querySelector("main .standfirst")?.textContent ?? "";
  }
  root.addEventListener("click", ({ target }) => {
    const at = shown().indexOf(current);
    const step = { before: shown()[at - 1], after: shown()[at + 1], close: -1 }[target.value];
    if (step !== undefined) open(step);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open(-1);
  });
  return open;
}
