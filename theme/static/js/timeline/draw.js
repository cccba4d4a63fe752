// The drawing: how many events where they are many, each by itself where there is room.

import { AXIS, drawAxis } from "./axis.js";
import { BITS } from "./data.js";
import { binLevel, bounds } from "./days.js";
import { MARK, ROW, binned, breadth, extent, stacked, totals, worded } from "./layout.js";

const FAMILIES = ["consultation", "agreement", "cooperation", "dispute", "conflict", "other"];
const HEAD = 22; // pixels above a lane for its name
const R = 4.5; // half of a mark

// The colours and fonts of the page, as its styles have them now.
export function palette(element) {
  const probe = document.createElement("span");
  element.append(probe);
  const colour = (name) => {
    probe.style.setProperty("color", `var(--${name})`);
    return getComputedStyle(probe).color;
  };
  const found = { sans: getComputedStyle(element).fontFamily };
  for (const name of ["paper", "tint", "ink", "soft", "rule", "edge", "accent"]) found[name] = colour(name);
  found.families = FAMILIES.map(colour);
  probe.remove();
  return found;
}

export const heightOf = (lanes, room) =>
  lanes.length > 1 ? 2 * AXIS + lanes.length * (HEAD + 54) : AXIS + Math.max(220, Math.min(room, 340));

// Bring a canvas to its size in device pixels; the pen then counts in CSS pixels.
export function sized(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    [canvas.width, canvas.height] = [wide, high];
    canvas.style.setProperty("block-size", `${height}px`);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

// What the layouts of one choice of lanes have found, by scale: kept while the axis only moves.
export function planner() {
  let kept = {};
  let key = "";
  return (name, scale, lanes, make) => {
    const wanted = `${scale} ${lanes.length} ${lanes.id}`;
    if (wanted !== key) [kept, key] = [{}, wanted];
    return (kept[name] ??= lanes.map(make));
  };
}

// Choose how to draw: "words", "marks" or "bars". What was drawn before is kept a little longer.
function mode(scene, band) {
  const { data, lanes, view, scale, width, plan, before } = scene;
  const rows = { words: Math.floor(band / ROW), marks: Math.floor(band / MARK) };
  let total = 0;
  for (const { at } of lanes) {
    for (const event of at) if (data.start[event] < view.to && data.end[event] > view.from) total++;
  }
  const room = (width / 110) * rows.words * lanes.length;
  if (total < room * 1.2) {
    const placed = plan("words", scale, lanes, (lane) => worded(data, lane.at, scale, rows.words));
    let good = 0;
    lanes.forEach(({ at }, n) => {
      for (let i = 0; i < at.length; i++) {
        if (data.start[at[i]] >= view.to || data.end[at[i]] <= view.from || placed[n].row[i] < 0) continue;
        const x = Math.max(extent(data, at[i], scale)[0], view.from * scale);
        if (placed[n].until[i] - x >= Math.min(breadth(data.title[at[i]]) + 18, 90)) good++;
      }
    });
    if (good >= total * (before === "words" ? 0.6 : 0.7)) return { kind: "words", placed };
  }
  if (total * MARK * MARK < width * band * lanes.length) {
    const placed = plan("marks", scale, lanes, (lane) => stacked(data, lane.at, scale, rows.marks));
    let lost = 0;
    lanes.forEach(({ at }, n) => at.forEach((event, i) => {
      if (placed[n][i] < 0 && data.start[event] < view.to && data.end[event] > view.from) lost++;
    }));
    if (lost <= total * (before === "marks" ? 0.03 : 0.015)) return { kind: "marks", placed };
  }
  return { kind: "bars" };
}

export function draw(canvas, scene) {
  const { lanes, width, height, palette: colours } = scene;
  const pen = sized(canvas, width, height);
  const many = lanes.length > 1;
  const top = many ? AXIS : 0;
  const high = (height - AXIS - top) / lanes.length;
  const band = high - (many ? HEAD : 8);
  drawAxis(pen, scene, top, height - AXIS, many ? [0, height - AXIS] : [height - AXIS]);
  const chosen = mode(scene, band);
  const bases = lanes.map((_, n) => top + (n + 1) * high);
  const hits = { ...chosen, bases, band, high, top };
  if (chosen.kind === "bars") hits.bins = bars(pen, scene, bases, band);
  else lanes.forEach((lane, n) => marks(pen, scene, lane.at, chosen, n, bases[n], band));
  pen.fillStyle = colours.ink;
  for (const base of bases) pen.fillRect(0, Math.round(base) - 1, width, 1);
  if (many) names(pen, scene, bases, high);
  return hits;
}

function names(pen, { lanes, palette: colours, say, width }, bases, high) {
  pen.textBaseline = "middle";
  lanes.forEach(({ name, at }, n) => {
    const y = bases[n] - high + HEAD / 2 + 1;
    pen.font = `600 13px ${colours.sans}`;
    const wide = pen.measureText(name).width;
    pen.fillStyle = colours.paper;
    pen.fillRect(0, y - 9, Math.min(wide + 60, width), 18);
    pen.fillStyle = colours.ink;
    pen.fillText(name, 4, y);
    pen.font = `400 13px ${colours.sans}`;
    pen.fillStyle = colours.soft;
    pen.fillText(say.number(at.length), wide + 12, y);
  });
}

function bars(pen, { data, lanes, view, scale, palette: colours, say, width }, bases, band) {
  const edges = bounds(binLevel(scale, 5), view.from, view.to);
  pen.font = `400 13px ${colours.sans}`;
  pen.textBaseline = "middle";
  lanes.forEach(({ at }, n) => {
    const counts = binned(data, at, edges);
    const most = round(Math.max(1, ...totals(counts)));
    const base = bases[n] - 1;
    for (let bin = 0; bin < edges.length - 1; bin++) {
      const x = Math.round((edges[bin] - view.from) * scale);
      const wide = Math.max(1, Math.round((edges[bin + 1] - view.from) * scale) - x - 1);
      let y = base;
      for (let family = 0; family < 6; family++) {
        const high = (counts[bin * 6 + family] / most) * (band - 10);
        if (!high) continue;
        pen.fillStyle = colours.families[family];
        pen.fillRect(x, y - high, wide, high);
        y -= high;
      }
    }
    // A line at the height of a round number, with the number: each lane has a scale of its own.
    const y = Math.round(base - (band - 10));
    const words = say.number(most);
    const wide = pen.measureText(words).width + 8;
    pen.fillStyle = colours.edge;
    for (let x = 0; x < width; x += 6) pen.fillRect(x, y, 2, 1);
    pen.fillStyle = colours.paper;
    pen.fillRect(width - wide, y - 9, wide, 18);
    pen.fillStyle = colours.soft;
    pen.fillText(words, width - wide + 4, y);
  });
  return { edges };
}

function round(number) {
  if (number < 10) return Math.ceil(number - 1e-3);
  const unit = 10 ** Math.floor(Math.log10(number));
  return unit * [1, 1.5, 2, 3, 4, 5, 7.5, 10].find((step) => unit * step >= number - 1e-3);
}

function marks(pen, scene, at, { kind, placed }, lane, base, band) {
  const { data, view, scale, width, palette: colours, hover } = scene;
  const spoken = kind === "words";
  const rows = spoken ? placed[lane].row : placed[lane];
  const step = spoken ? ROW : MARK;
  const shift = view.from * scale;
  const solid = FAMILIES.map(() => new Path2D());
  const more = new Map();
  const texts = [];
  for (let n = 0; n < at.length; n++) {
    const event = at[n];
    let [x, end] = extent(data, event, scale);
    [x, end] = [x - shift, end - shift];
    const until = spoken ? placed[lane].until[n] - shift : end;
    const fades = data.marks[event] & 12 ? 60 : 0;
    if (x - fades > width || (end + fades < 0 && (until < 0 || x + breadth(data.title[event]) + 22 < 0))) continue;
    if (rows[n] < 0) {
      const column = Math.floor(x / 48);
      more.set(column, (more.get(column) ?? 0) + 1);
      continue;
    }
    const y = base - 2 - step * (rows[n] + 0.5);
    const colour = colours.families[data.family[event]];
    const wide = end - x > MARK + 0.5;
    if (wide || fades) span(pen, data.marks[event], x, end, y, spoken ? 7 : R - 0.5, colour);
    const middle = Math.max(wide ? x + R + 2 : (x + end) / 2, Math.min(R + 3, end - R - 2));
    if (event === hover) halo(pen, colours.ink, middle, y);
    if (data.hollow[event]) hollow(pen, data.family[event], middle, y, colour, colours.paper);
    else shape(solid[data.family[event]], data.family[event], middle, y);
    if (spoken) texts.push([event, middle + R + 5, y, until]);
  }
  solid.forEach((path, family) => {
    pen.fillStyle = colours.families[family];
    pen.fill(path);
  });
  pen.font = `400 13px ${colours.sans}`;
  pen.textBaseline = "middle";
  for (const [event, x, y, until] of texts) {
    const words = fitted(pen, data.title[event], Math.min(until, width) - x - 6);
    if (!words) continue;
    pen.fillStyle = event === hover ? colours.accent : colours.ink;
    pen.fillText(words, x, y + 0.5);
  }
  pen.fillStyle = colours.soft;
  for (const [column, count] of more) pen.fillText(`+${count}`, column * 48, base - band + 4);
}

// Words cut to what there is room for; nothing where that is too little to read.
function fitted(pen, words, room) {
  if (room < 40) return "";
  if (breadth(words) < room * 0.7) return words;
  const wide = pen.measureText(words).width;
  if (wide <= room) return words;
  return `${words.slice(0, Math.max(1, Math.floor((words.length * (room - 12)) / wide))).trimEnd()}…`;
}

// A time longer than a mark. About: soft ends. Open: fading out. Perhaps, or on days among these: a broken line.
function span(pen, bits, x, end, y, half, colour) {
  const [left, right] = [bits & BITS.before ? 60 : 0, bits & BITS.later ? 60 : 0];
  const soft = bits & BITS.about ? Math.min(24, (end - x) / 3) : 0;
  const [from, to] = [Math.max(x - left - soft, -80), Math.min(end + right + soft, 1e5)];
  pen.globalAlpha = bits & (BITS.uncertain | BITS.among) ? 0.14 : 0.26;
  if (left || right || soft) {
    const fill = pen.createLinearGradient(x - left - soft, 0, end + right + soft, 0);
    const long = end - x + left + right + 2 * soft;
    const clear = colour.replace(/^rgb\((.*)\)$/, "rgba($1, 0)");
    fill.addColorStop(0, left || soft ? clear : colour);
    fill.addColorStop(Math.min(1, (left + 2 * soft) / long), colour);
    fill.addColorStop(Math.max(0, 1 - (right + 2 * soft) / long), colour);
    fill.addColorStop(1, right || soft ? clear : colour);
    pen.fillStyle = fill;
  } else pen.fillStyle = colour;
  pen.fillRect(from, y - half, to - from, half * 2);
  pen.globalAlpha = 1;
  if (bits & (BITS.uncertain | BITS.among)) {
    pen.strokeStyle = colour;
    pen.setLineDash([4, 3]);
    pen.strokeRect(from + 0.5, y - half + 0.5, to - from - 1, half * 2 - 1);
    pen.setLineDash([]);
  } else if (!bits) {
    pen.fillStyle = colour;
    pen.fillRect(from, y + half - 1, to - from, 1);
  }
}

// The shape of a family, as the styles draw it beside the name of a type.
function shape(path, family, x, y) {
  if (family === 0) {
    path.moveTo(x + R, y);
    path.arc(x, y, R, 0, Math.PI * 2);
  } else if (family === 1) path.rect(x - R + 0.5, y - R + 0.5, 2 * R - 1, 2 * R - 1);
  else if (family === 2) {
    path.rect(x - R, y - R / 3, 2 * R, R / 1.5);
    path.rect(x - R / 3, y - R, R / 1.5, 2 * R);
  } else if (family === 3) polygon(path, x, y - R, x + R, y, x, y + R, x - R, y);
  else if (family === 4) polygon(path, x, y - R, x + R, y + R, x - R, y + R);
  else path.rect(x - R, y - 1.5, 2 * R, 3);
}

function polygon(path, x, y, ...rest) {
  path.moveTo(x, y);
  for (let n = 0; n < rest.length; n += 2) path.lineTo(rest[n], rest[n + 1]);
  path.closePath();
}

function hollow(pen, family, x, y, colour, paper) {
  const path = new Path2D();
  shape(path, family, x, y);
  pen.fillStyle = paper;
  pen.fill(path);
  pen.strokeStyle = colour;
  pen.lineWidth = 1.25;
  pen.stroke(path);
}

function halo(pen, ink, x, y) {
  pen.strokeStyle = ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.arc(x, y, R + 3, 0, Math.PI * 2);
  pen.stroke();
}

// The whole record in small, and what part of it is in the window.
export function drawOverview(canvas, { data, lanes, shown, whole, view, width, plan, palette: colours }, height) {
  const pen = sized(canvas, width, height);
  const scale = width / (whole.to - whole.from);
  const [edges, found] = plan("overview", scale, Object.assign([shown], { id: lanes.id }), (at) => {
    const some = bounds(binLevel(scale, 3), whole.from, whole.to);
    return [some, totals(binned(data, at, some))];
  })[0];
  const most = Math.max(1, ...found);
  const [left, right] = [(view.from - whole.from) * scale, (view.to - whole.from) * scale];
  pen.fillStyle = colours.tint;
  pen.fillRect(left, 0, right - left, height);
  pen.fillStyle = colours.edge;
  found.forEach((total, bin) => {
    const x = (edges[bin] - whole.from) * scale;
    const high = total && Math.max(1, (total / most) * (height - 8));
    pen.fillRect(x, height - high, Math.max(1, (edges[bin + 1] - edges[bin]) * scale - 1), high);
  });
  pen.strokeStyle = colours.ink;
  pen.lineWidth = 1.5;
  pen.strokeRect(Math.max(1, left), 1, Math.max(3, Math.min(width - 1, right) - Math.max(1, left)), height - 2);
}

// The event, or the bin, at a point of the drawing.
export function hit({ data, lanes, view, scale }, hits, x, y) {
  const lane = Math.floor((y - hits.top) / hits.high);
  if (lane < 0 || lane >= lanes.length) return null;
  const { at } = lanes[lane];
  const day = view.from + x / scale;
  if (hits.kind === "bars") {
    const { edges } = hits.bins;
    const bin = edges.findIndex((edge) => edge > day) - 1;
    if (bin < 0) return null;
    const [from, to] = [edges[bin], edges[bin + 1]];
    return { from, to, number: at.reduce((sum, event) => sum + (data.start[event] < to && data.end[event] > from), 0) };
  }
  const spoken = hits.kind === "words";
  const row = Math.floor((hits.bases[lane] - 2 - y) / (spoken ? ROW : MARK));
  const { row: rows, until } = spoken ? hits.placed[lane] : { row: hits.placed[lane] };
  const shift = view.from * scale;
  for (let n = 0; n < at.length; n++) {
    if (rows[n] !== row) continue;
    const [left, end] = extent(data, at[n], scale);
    const right = spoken ? Math.max(end, Math.min(until[n], Math.max(left, shift) + 22 + breadth(data.title[at[n]]))) : end;
    if (left - shift <= x && x < right - shift) return { event: at[n] };
  }
  return null;
}
