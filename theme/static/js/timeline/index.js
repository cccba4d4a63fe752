// The timeline: what is chosen and what part of time is in the window; everything else follows from these.

import { pause } from "../pause.js";
import { asked, show } from "./address.js";
import { card } from "./card.js";
import { passing, positions } from "./data.js";
import { iso, read, speaker } from "./days.js";
import { draw, drawOverview, heightOf, hit, palette, planner } from "./draw.js";
import { filters } from "./filters.js";
import { hands } from "./hands.js";
import { lanes as inLanes } from "./lanes.js";
import { lister, make } from "./list.js";
import { take } from "./take.js";

const [NEAREST, OVERVIEW] = [160, 48]; // pixels: of a day at most, of the overview in height

export async function start(data) {
  const root = document.getElementById("axis");
  const say = speaker(document.documentElement.lang);
  const when = (at) => data.words[at] ?? say.span(data.start[at], data.end[at] - 1);
  const [form, chart, shownIn] = [root.querySelector("form"), root.querySelector(".axis"), document.getElementById("shown")];
  const [canvas, overview, tip] = [chart.querySelector(".drawing"), chart.querySelector(".overview"), chart.querySelector(".tip")];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const base = new URL("..", location.href).pathname.replace(/\/$/, "");
  let [chosen, kind, view, whole, left, shown, lanes] = [{}, "", { from: 0, to: 1 }, {}, [], [], []];
  let [colours, hits, hover, width, waiting, later, edition] = [palette(chart), null, null, Math.max(200, canvas.clientWidth), 0, 0, 0];
  let [plan, overviewPlan] = [planner(), planner()];
  let seen = [];
  let selected = -1;
  const fault = root.querySelector(".fault");
  const nearest = root.querySelector(".nearest");
  const open = card(root.querySelector(".event-card"), data, { when, base }, {
    shown: () => shown,
    selected(event) {
      selected = event;
      if (event < 0) return redraw();
      const span = view.to - view.from;
      if (data.end[event] <= view.from || data.start[event] >= view.to) glide({ from: data.start[event] - span / 2, to: data.start[event] + span / 2 });
      redraw();
    },
  });
  const list = lister(root, data, { when, base }, (at) => { hover = at; redraw(); });

  // Events are in order of their starts.
  const reach = (events) => [data.start[events[0]], events.reduce((last, at) => Math.max(last, data.end[at]), -Infinity)];
  const every = data.start.map((_, at) => at);
  function extent(events) {
    const [from, to] = reach(events.length ? events : every);
    const margin = Math.max(5, (to - from) * 0.015);
    return { from: Math.floor(from - margin), to: Math.ceil(to + margin) };
  }
  const record = extent([]);
  const isWhole = () => Math.abs(view.from - whole.from) < 1 && Math.abs(view.to - whole.to) < 1;
  const scale = () => width / (view.to - view.from);

  // ---- what is drawn

  function redraw() {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      const scene = current();
      hits = draw(canvas, { ...scene, plan, before: hits?.kind, hover: hover ?? (selected < 0 ? null : selected) });
      chart.dataset.mode = hits.kind;
      setTimeout(drawOverview, 0, overview, { ...scene, whole: record, plan: overviewPlan }, OVERVIEW);
    });
  }
  const current = () => ({
    data, lanes, shown, view, width, scale: scale(), palette: colours, say, height: heightOf(lanes, innerHeight * 0.46),
  });

  // The words, the list and the address follow when the axis has come to rest.
  function settle(anew = false) {
    clearTimeout(later);
    later = setTimeout(() => {
      seen = shown.filter((at) => data.start[at] < view.to && data.end[at] > view.from);
      const [first, after] = isWhole() && seen.length ? reach(seen) : [Math.floor(view.from), Math.ceil(view.to)];
      const last = after - 1;
      shownIn.textContent = root.dataset.shown.replace("{shown}", say.number(seen.length)).replace("{span}", say.window(first, last));
      list(seen);
      near(seen.length ? [] : [shown.findLast((at) => data.end[at] <= view.from), shown.find((at) => data.start[at] >= view.to)]);
      for (const [name, day] of [["from", first], ["to", last]]) {
        if (document.activeElement !== form.elements[name]) form.elements[name].value = iso(day);
      }
      show({ chosen, lanes: kind, view, isWhole: isWhole() }, anew);
    }, anew ? 0 : 160);
  }

  // Where nothing is in the window: the events before and after it.
  function near(events) {
    const links = events.filter((at) => at !== undefined).map((at) => {
      const link = make("a", `${when(at)}: ${data.title[at]}`);
      link.href = `${base}/events/${data.id(at)}/`;
      return link;
    });
    nearest.hidden = !links.length;
    nearest.replaceChildren(root.dataset.nearest, ...links.flatMap((link) => [" ", link]));
  }

  // ---- what part of time is in the window

  function set(from, to) {
    const most = record.to - record.from;
    const span = Math.min(Math.max(to - from, width / NEAREST), most);
    const edge = Math.min(Math.max((from + to) / 2, record.from), record.to) - span / 2;
    const moved = Math.abs(edge - view.from) * scale() > 0.01 || Math.abs(span / (view.to - view.from) - 1) > 1e-6;
    view = { from: edge, to: edge + span };
    if (moved) { tip.hidden = true; redraw(); settle(); }
    return moved;
  }
  function zoom(factor, x = width / 2) {
    const day = view.from + x / scale();
    return set(day - (day - view.from) * factor, day + (view.to - day) * factor);
  }
  const move = (pixels) => set(view.from + pixels / scale(), view.to + pixels / scale());

  let gliding = 0;
  function glide(to) {
    cancelAnimationFrame(gliding);
    if (still.matches) return set(to.from, to.to);
    const [from, began] = [{ ...view }, performance.now()];
    const step = (now) => {
      const part = Math.min(1, Math.max(0, (now - began) / 220));
      const eased = 1 - (1 - part) ** 3;
      set(from.from + (to.from - from.from) * eased, from.to + (to.to - from.to) * eased);
      if (part < 1) gliding = requestAnimationFrame(step);
    };
    gliding = requestAnimationFrame(step);
  }
  function jump(action) {
    if (action === "open") return seen.length && open(hover ?? (selected < 0 ? seen[0] : selected), true);
    if (action === "close") return open(-1);
    const [{ from, to }, all, span] = [view, whole, view.to - view.from];
    const by = {
      earlier: [-0.25, -0.25], later: [0.25, 0.25], back: [-0.9, -0.9], forth: [0.9, 0.9], in: [0.25, -0.25], out: [-0.5, 0.5],
    }[action];
    if (by) glide({ from: from + span * by[0], to: to + span * by[1] });
    else glide({ whole: all, first: { from: all.from, to: all.from + span }, last: { from: all.to - span, to: all.to } }[action]);
  }

  // ---- what is chosen

  function choose(next, nextKind) {
    [chosen, kind, tip.hidden] = [next, nextKind, true];
    left = passing(data, chosen);
    shown = positions(left);
    whole = extent(shown);
    lanes = Object.assign(inLanes(data, left, shown, kind, chosen, root.dataset.others), { id: ++edition });
    fill(chosen, kind);
    redraw();
  }
  const fill = filters(form, root.querySelector(".chosen"), data, say, (name, change) => {
    const keep = !isWhole();
    choose({ ...chosen, [name]: change(chosen[name]) }, kind);
    if (!keep) set(whole.from, whole.to);
    settle(true);
  });
  function restore() {
    const wanted = asked(data);
    choose(wanted.chosen, wanted.lanes);
    view = { from: wanted.from ?? whole.from, to: wanted.to ?? whole.to };
    if (view.to <= view.from) view = whole;
    settle();
  }
  form.addEventListener("change", ({ target }) => {
    if (target.name === "lanes") { choose(chosen, target.value); settle(true); }
    if (target.name === "match") { choose({ ...chosen, any: target.value === "any" }, kind); settle(true); }
    if (target.name !== "from" && target.name !== "to") return;
    const fields = [form.elements.from, form.elements.to];
    const [from, to] = [read(fields[0].value), read(fields[1].value, true)];
    const wrong = [from === null, to === null];
    if (!wrong[0] && !wrong[1] && from > to) wrong[target.name === "to" ? 1 : 0] = true;
    fields.forEach((field, at) => field.setAttribute("aria-invalid", wrong[at]));
    fault.textContent = wrong.some(Boolean) ? root.dataset.fault : "";
    if (!wrong.some(Boolean)) { set(from, to + 1); settle(true); }
  });
  root.querySelector(":scope > .tools").addEventListener("click", ({ target }) => target.value && jump(target.value));
  root.querySelector(".take").addEventListener("click", ({ target }) => {
    if (["csv", "json", "ics"].includes(target.value)) take(target.value, data, seen, { when, base });
  });
  addEventListener("popstate", restore);

  // ---- by hand

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return [hits && hit(current(), hits, x, y), x, y];
  };
  function point(event) {
    const [found, x, y] = event ? at(event) : [null];
    tip.hidden = !found || found.number === 0;
    canvas.classList.toggle("over", Boolean(found?.event >= 0 || found?.number));
    if (hover !== (found?.event ?? null)) { hover = found?.event ?? null; redraw(); }
    if (tip.hidden) return;
    tip.textContent = found.number ? `${say.window(found.from, found.to - 1)}: ${say.number(found.number)}` : `${when(found.event)} · ${data.title[found.event]}`;
    tip.style.setProperty("inset-inline-start", `${Math.min(x, width - Math.min(tip.offsetWidth, width))}px`);
    tip.style.setProperty("inset-block-start", `${y + 18}px`);
  }
  function press(event) {
    const [found] = at(event);
    if (found?.number) glide({ from: found.from, to: Math.max(found.to, found.from + 2) });
    else if (found) open(found.event);
  }
  hands(chart, canvas, { zoom, move, jump, point, press });
  const centre = (event) => {
    if (!(event.buttons & 1)) return;
    const day = record.from + (event.offsetX / width) * (record.to - record.from);
    set(day - (view.to - view.from) / 2, day + (view.to - view.from) / 2);
  };
  overview.addEventListener("pointerdown", (event) => { overview.setPointerCapture(event.pointerId); centre(event); });
  overview.addEventListener("pointermove", centre);

  // ---- the page around it

  const restyle = () => { colours = palette(chart); redraw(); };
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"]) {
    matchMedia(query).addEventListener("change", restyle);
  }
  for (const step of [() => say.number(0), () => say.order("", ""), restore]) {
    await pause(); // what is made once takes its time once
    step();
  }
  await pause();
  root.querySelector("details").open = innerWidth > 600;
  root.hidden = false;
  document.getElementById("still").hidden = true;
  document.fonts.ready.then(restyle);
  new ResizeObserver(() => { width = Math.max(200, canvas.clientWidth); plan = planner(); redraw(); }).observe(chart);
}
