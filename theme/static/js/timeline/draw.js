// The drawing: how many events where they are many, each by itself where there is room.

import { AXIS, drawAxis } from "./axis.js";
import { BITS } from "./data.js";
import { FAMILIES } from "./families.js";
import { binLevel, bounds, tickLevel, yearOf } from "./days.js";
import { MARK, ROW, binned, breadth, extent, stacked, totals, worded } from "./layout.js";

const HEAD = 22; // pixels above a lane for its name
const R = 4.5; // half of a mark

// The colours and fonts of the page, as its styles have them now.
export function palette(element) {
  const probe = document.createElement("span");
  element.append(probe);
  const colour = (name) => (probe.style.setProperty("color", `var(--${name})`), getComputedStyle(probe).color);
  const found = { sans: getComputedStyle(element).fontFamily };
  for (const name of ["paper", "tint", "ink", "soft", "rule", "edge", "accent"]) found[name] = colour(name);
  found.families = FAMILIES.map(colour);
  // The shapes that families.css gives the families: paths in a square of ten units.
  const styles = getComputedStyle(document.documentElement);
  found.shapes = FAMILIES.map((family) => new Path2D(styles.getPropertyValue(`--mark-${family}`).trim().slice(1, -1)));
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
function mode({ data, lanes, view, scale, width, plan, before }, band) {
  const rows = { words: Math.floor(band / ROW), marks: Math.floor(band / MARK) };
  let total = 0;
  const seen = lanes.map(({ at }) => {
    const found = [];
    for (let n = 0; n < at.length; n++) if (data.start[at[n]] < view.to && data.end[at[n]] > view.from) found.push(n);
    total += found.length;
    return found;
  });
  const count = (is) => seen.reduce((sum, some, lane) => sum + some.filter((n) => is(lane, n, lanes[lane].at[n])).length, 0);
  if (total < (width / 110) * rows.words * lanes.length * 1.2) {
    const placed = plan("words", scale, lanes, (lane) => worded(data, lane.at, scale, rows.words));
    const legible = (lane, n, event) => {
      const x = Math.max(extent(data, event, scale)[0], view.from * scale);
      return placed[lane].row[n] >= 0 && placed[lane].until[n] - x >= Math.min(breadth(data.title[event]) + 18, 90);
    };
    if (count(legible) >= total * (before === "words" ? 0.6 : 0.7)) return { kind: "words", placed };
  }
  if (total * MARK * MARK < width * band * lanes.length) {
    const placed = plan("marks", scale, lanes, (lane) => stacked(data, lane.at, scale, rows.marks));
    const lost = count((lane, n) => placed[lane][n] < 0);
    if (lost <= total * (before === "marks" ? 0.03 : 0.015)) return { kind: "marks", placed };
  }
  return { kind: "bars" };
}

// Draw everything; return how, and the boxes of an event or of a time with many.
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
  const boxes = [];
  if (chosen.kind === "bars") bars(pen, scene, bases, band, boxes);
  else lanes.forEach((lane, n) => marks(pen, scene, lane.at, chosen, n, bases[n], band, boxes));
  if (!many && chosen.kind !== "words") labels(pen, scene, boxes, bases[0], band, chosen.kind);
  pen.fillStyle = colours.ink;
  for (const base of bases) pen.fillRect(0, Math.round(base) - 1, width, 1);
  if (many) names(pen, scene, bases, high);
  return { kind: chosen.kind, boxes };
}

function names(pen, { data, lanes, view, palette: colours, say, width }, bases, high) {
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
    const shown = at.filter((event) => data.start[event] < view.to && data.end[event] > view.from);
    pen.fillText(say.number(shown.length), wide + 12, y);
  });
}

function bars(pen, { data, lanes, view, scale, palette: colours, say, width }, bases, band, boxes) {
  const edges = bounds(binLevel(scale, 5), view.from, view.to);
  pen.font = `400 13px ${colours.sans}`;
  pen.textBaseline = "middle";
  const found = lanes.map(({ at }) => binned(data, at, edges));
  const most = round(found.reduce((high, counts) => Math.max(high, ...totals(counts)), 1));
  found.forEach((counts, lane) => {
    const base = bases[lane] - 1;
    for (let bin = 0; bin < edges.length - 1; bin++) {
      const x = Math.round((edges[bin] - view.from) * scale);
      const wide = Math.max(1, Math.round((edges[bin + 1] - view.from) * scale) - x - 1);
      boxes.push({ lane, from: edges[bin], to: edges[bin + 1], left: x, right: x + wide + 1, top: base - band, bottom: base });
      let y = base;
      if (!lane && !bin) bars.tops = [];
      for (let family = 0; family < FAMILIES.length; family++) {
        const high = (counts[bin * FAMILIES.length + family] / most) * (band - 10);
        if (!high) continue;
        pen.fillStyle = colours.families[family];
        pen.fillRect(x, y - high, wide, high);
        y -= high;
      }
      bars.tops.push({ left: x, right: x + wide, top: y });
    }
    // A line at the height of a round number, with the number: all lanes have one scale.
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
}

// The titles of the events that matter most, above the marks or bars, where there is room for them.
function labels(pen, scene, boxes, base, band, kind) {
  const { data, lanes, view, scale, width, palette: colours, hover } = scene;
  const seen = lanes[0].at.filter((event) => data.start[event] < view.to && data.end[event] > view.from && data.weight[event] > 0);
  seen.sort((a, b) => data.weight[b] - data.weight[a] || a - b);
  const tops = new Map(boxes.filter((box) => box.event >= 0).map((box) => [box.event, box.top]));
  const taken = kind === "marks" ? boxes.map((box) => ({ left: box.left, right: box.right, top: box.top })) : bars.tops;
  const placed = [];
  pen.font = `400 13px ${colours.sans}`;
  pen.textBaseline = "middle";
  pen.textAlign = "start";
  const rows = Math.floor((band - 20) / 20);
  for (const event of seen.slice(0, 60)) {
    if (placed.length >= width / 90) break;
    const x = Math.max(2, ((data.start[event] + data.end[event]) / 2 - view.from) * scale);
    const words = fitted(pen, data.title[event], 230);
    const wide = pen.measureText(words).width;
    const left = Math.min(x, width - wide - 8);
    for (let row = 0; row < rows; row++) {
      const y = base - band + 12 + row * 20;
      const box = { left: left - 6, right: left + wide + 10, top: y - 10, bottom: y + 10 };
      if (placed.some((one) => box.left < one.right && one.left < box.right && box.top < one.bottom && one.top < box.bottom)) continue;
      if (placed.some((one) => one.x > box.left && one.x < box.right && box.top > one.top)) continue; // over another's line
      if (placed.some((one) => x > one.left && x < one.right && one.top > box.top)) continue; // its line over another
      if (taken.some((one) => box.left < one.right && one.left < box.right && one.top < box.bottom + 6)) break;
      placed.push({ ...box, x, event });
      pen.fillStyle = colours.edge;
      pen.fillRect(Math.round(x), y + 9, 1, Math.max(0, (tops.get(event) ?? base) - y - 9));
      pen.fillStyle = event === hover ? colours.accent : colours.ink;
      pen.fillText(words, left, y);
      boxes.unshift({ event, left: box.left, right: box.right, top: box.top, bottom: box.bottom });
      break;
    }
  }
}

function round(number) {
  if (number < 10) return Math.ceil(number - 1e-3);
  const unit = 10 ** Math.floor(Math.log10(number));
  return unit * [1, 1.5, 2, 3, 4, 5, 7.5, 10].find((step) => unit * step >= number - 1e-3);
}

function marks(pen, scene, at, { kind, placed }, lane, base, band, boxes) {
  const { data, view, scale, width, palette: colours, hover } = scene;
  const spoken = kind === "words";
  const rows = spoken ? placed[lane].row : placed[lane];
  const step = spoken ? ROW : MARK;
  const shift = view.from * scale;
  const solid = FAMILIES.map(() => new Path2D());
  const more = new Map();
  const texts = [];
  const free = []; // from where on a row is empty
  for (let n = 0; n < at.length; n++) {
    const event = at[n];
    const [x, end] = extent(data, event, scale).map((edge) => edge - shift);
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
    // What is known to the year alone is a thin line: it did not last so long.
    if (wide || fades) span(pen, data.marks[event], x, end, y, data.yearly(event) ? 1.5 : spoken ? 7 : R - 0.5, colour);
    const middle = Math.max(wide ? x + R + 2 : (x + end) / 2, Math.min(R + 3, end - R - 2));
    if (event === hover) outline(pen, shape(colours.shapes, 0, middle, y, 5 / 3), colours.ink);
    if (data.hollow[event]) outline(pen, shape(colours.shapes, data.family[event], middle, y), colour, colours.paper);
    else solid[data.family[event]].addPath(shape(colours.shapes, data.family[event], middle, y));
    const long = breadth(data.title[event]);
    // A title that the edge would cut is drawn before its mark, where the row has more room.
    const [after, ahead] = [Math.min(until, width) - middle - R - 11, x - 12 - (free[rows[n]] ?? 0)];
    const before = until >= width && long > after && ahead > after;
    if (spoken) texts.push([event, before ? x - 6 : middle + R + 5, y, before ? ahead : after, before]);
    const right = spoken && !before ? Math.max(end, Math.min(until, Math.max(x, 0) + 22 + long)) : end;
    free[rows[n]] = Math.max(end, Math.min(until, middle + R + 5 + long));
    boxes.push({ event, left: spoken && before ? x - 6 - Math.min(long, ahead) : x, right, top: y - step / 2, bottom: y + step / 2 });
  }
  solid.forEach((path, family) => {
    pen.fillStyle = colours.families[family];
    pen.fill(path);
  });
  pen.font = `400 13px ${colours.sans}`;
  pen.textBaseline = "middle";
  for (const [event, x, y, room, before] of texts) {
    pen.textAlign = before ? "end" : "start";
    pen.fillStyle = event === hover ? colours.accent : colours.ink;
    pen.fillText(fitted(pen, data.title[event], room), x, y + 0.5);
  }
  pen.textAlign = "start";
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
  const soft = bits & BITS.about ? Math.min(24, (end - x) / 3) : 0;
  const [left, right] = [BITS.before, BITS.later].map((bit) => soft + (bits & bit ? 60 : 0));
  const [from, to] = [Math.max(x - left, -80), Math.min(end + right, 1e5)];
  pen.globalAlpha = bits & (BITS.uncertain | BITS.among) ? 0.14 : 0.26;
  pen.fillStyle = colour;
  if (left || right) {
    const long = end - x + left + right;
    const clear = colour.replace(/^rgb\((.*)\)$/, "rgba($1, 0)");
    pen.fillStyle = pen.createLinearGradient(x - left, 0, end + right, 0);
    const stops = [[0, left], [(left + soft) / long, 0], [1 - (right + soft) / long, 0], [1, right]];
    for (const [at, fades] of stops) pen.fillStyle.addColorStop(Math.min(1, Math.max(0, at)), fades ? clear : colour);
  }
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

function shape(shapes, family, x, y, size = 1) {
  const path = new Path2D();
  const scale = size * 0.9;
  path.addPath(shapes[family], { a: scale, d: scale, e: x - 5 * scale, f: y - 5 * scale });
  return path;
}

function outline(pen, path, colour, fill) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.25;
  if (fill) {
    pen.fillStyle = fill;
    pen.fill(path);
  }
  pen.stroke(path);
}

// The whole record in small, and what part of it is in the window.
export function drawOverview(canvas, { data, lanes, shown, whole, view, width, plan, say, palette: colours }, height) {
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
    const high = total && Math.max(1, (total / most) * (height - 20));
    pen.fillRect(x, height - high, Math.max(1, (edges[bin + 1] - edges[bin]) * scale - 1), high);
  });
  pen.font = `400 12px ${colours.sans}`;
  pen.textBaseline = "top";
  pen.fillStyle = colours.soft;
  for (const day of bounds(tickLevel(scale, 90), whole.from, whole.to)) {
    pen.fillRect(Math.round((day - whole.from) * scale), 0, 1, 5);
    pen.fillText(say.year(yearOf(day)), (day - whole.from) * scale + 4, 2);
  }
  pen.strokeStyle = colours.ink;
  pen.lineWidth = 1.5;
  pen.strokeRect(Math.max(1, left), 1, Math.max(3, Math.min(width - 1, right) - Math.max(1, left)), height - 2);
}

// The event, or the time and how many it has, at a point of the drawing.
export function hit({ data, lanes }, { boxes }, x, y) {
  const found = boxes.find((box) => box.left <= x && x < box.right && box.top <= y && y < box.bottom);
  if (found?.lane === undefined) return found;
  const within = (event) => data.start[event] < found.to && data.end[event] > found.from;
  return { ...found, number: lanes[found.lane].at.filter(within).length };
}
