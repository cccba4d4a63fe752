// Where events are in a lane. All of a lane is laid out at one scale, whatever part of it is in
// sight: so nothing jumps while the axis moves.

import { FAMILIES } from "./families.js";

export const MARK = 10; // pixels from one mark to the next
export const ROW = 22; // pixels from one line of text to the next

// Marks on top of each other: the lowest row that is free. -1 where none is.
export function stacked(data, at, scale, rows) {
  const taken = new Float64Array(rows).fill(-Infinity);
  return Int16Array.from(at, (event) => {
    const [x, end] = extent(data, event, scale);
    const row = free(taken, x);
    if (row >= 0) taken[row] = end;
    return row;
  });
}

// Marks with words: a row where no words are cut off, else the one whose words are cut off least.
// `until` is where the next mark of the row begins.
export function worded(data, at, scale, rows) {
  const taken = new Float64Array(rows).fill(-Infinity);
  const spoken = new Float64Array(rows).fill(-Infinity);
  const latest = new Int32Array(rows).fill(-1);
  const until = new Float64Array(at.length).fill(Infinity);
  const row = new Int16Array(at.length);
  for (let n = 0; n < at.length; n++) {
    const [x, end] = extent(data, at[n], scale);
    let found = free(spoken, x);
    if (found < 0) {
      for (let r = 0; r < rows; r++) {
        if (taken[r] <= x && (found < 0 || taken[r] < taken[found])) found = r;
      }
    }
    row[n] = found;
    if (found < 0) continue;
    if (latest[found] >= 0) until[latest[found]] = x;
    latest[found] = n;
    taken[found] = end;
    spoken[found] = Math.max(end, x + 22 + breadth(data.title[at[n]]));
  }
  return { row, until };
}

function free(limits, x) {
  for (let row = 0; row < limits.length; row++) if (limits[row] <= x) return row;
  return -1;
}

// From the left edge of what is drawn to where the next may begin, in pixels from day 0.
export function extent(data, event, scale) {
  const x = data.start[event] * scale;
  const width = (data.end[event] - data.start[event]) * scale;
  if (width >= MARK) return [x, x + width];
  const left = x + width / 2 - MARK / 2;
  return [left, left + MARK];
}

// About how wide a title is, without asking the canvas ten thousand times.
export function breadth(title) {
  let wide = known.get(title) ?? 0;
  if (wide) return wide;
  for (let n = 0; n < title.length; n++) wide += title.charCodeAt(n) > 0x2e7f ? 13.5 : 6.7;
  known.set(title, wide);
  return wide;
}
const known = new Map();


// How many events each bin has, by family: one that spans several is shared out among them.
export function binned(data, at, edges) {
  const last = edges.length - 2;
  const found = new Float32Array((last + 1) * FAMILIES.length);
  let low = 0;
  for (const event of at) {
    const [start, end] = [data.start[event], data.end[event]];
    if (end <= edges[0] || start >= edges[last + 1]) continue;
    while (low < last && edges[low + 1] <= start) low++; // events are in order of their starts
    for (let bin = low; bin <= last && edges[bin] < end; bin++) {
      const part = Math.min(end, edges[bin + 1]) - Math.max(start, edges[bin]);
      found[bin * FAMILIES.length + data.family[event]] += part / (end - start);
    }
  }
  return found;
}

export function totals(counts) {
  const found = new Float32Array(counts.length / FAMILIES.length);
  for (let n = 0; n < counts.length; n++) found[Math.floor(n / FAMILIES.length)] += counts[n];
  return found;
}
