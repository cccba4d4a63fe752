// The axis: lines and words of time, from centuries to days.

import { bounds, dateOf, tickLevel, yearOf } from "./days.js";

export const AXIS = 40; // pixels high

export function drawAxis(pen, scene, top, bottom, heads) {
  const { view, scale, width, palette, say } = scene;
  const level = tickLevel(scale, scale > 10 ? 30 : 58); // days have short words
  const x = (day) => (day - view.from) * scale;
  const tick = { year: (day) => say.year(yearOf(day)), month: say.shortMonth, day: (day) => String(dateOf(day).getUTCDate()) };
  const days = bounds(level, view.from, view.to);
  pen.fillStyle = palette.rule;
  for (const day of days) pen.fillRect(Math.round(x(day)), top, 1, bottom - top);
  pen.font = `500 13px ${palette.sans}`;
  pen.textBaseline = "middle";
  const outer = level.unit === "year" ? [] : bounds({ unit: level.unit === "day" ? "month" : "year", step: 1 }, view.from, view.to);
  for (const y of heads) {
    pen.fillStyle = palette.ink;
    days.forEach((day, n) => {
      const words = tick[level.unit](day);
      const room = ((days[n + 1] ?? Infinity) - day) * scale;
      if (pen.measureText(words).width < room - 4) pen.fillText(words, x(day) + 5, y + 12);
    });
    pen.fillStyle = palette.soft;
    outer.forEach((day, n) => {
      const words = level.unit === "day" ? say.month(day) : say.year(yearOf(day));
      const end = x(outer[n + 1] ?? Infinity) - pen.measureText(words).width - 12;
      const at = Math.min(Math.max(x(day) + 5, 5), end);
      if (at > -200) pen.fillText(words, at, y + 29);
    });
  }
}
