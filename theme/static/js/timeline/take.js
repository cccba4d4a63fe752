// What is in view as a file: CSV, JSON or iCalendar, made in the browser.

import { iso } from "./days.js";

const COLUMNS = ["id", "url", "title", "date", "from", "to", "type", "places", "actors"];

export function take(kind, data, events, { when, base }) {
  const rows = Array.from(events, (at) => ({
    id: data.id(at),
    url: `${location.origin}${base}/events/${data.id(at)}/`,
    title: data.title[at],
    date: when(at),
    from: iso(data.start[at]),
    to: iso(data.end[at] - 1),
    type: data.type(at).id,
    places: data.places[at],
    actors: data.actors[at],
  }));
  const [text, type] = { csv: [csv, "text/csv"], json: [json, "application/json"], ics: [ics, "text/calendar"] }[kind];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text(rows)], { type }));
  link.download = `events.${kind}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

const json = (rows) => JSON.stringify(rows, null, 1);

function csv(rows) {
  const cell = (value) => {
    const text = Array.isArray(value) ? value.join("|") : value;
    return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  };
  return `\ufeff${[COLUMNS.join(), ...rows.map((row) => COLUMNS.map((name) => cell(row[name])).join())].join("\r\n")}\r\n`;
}

function ics(rows) {
  const text = (words) => words.replace(/[\\;,]/g, "\\$&").replaceAll("\n", "\\n");
  const day = (date) => date.replaceAll("-", "");
  const next = (date) => new Date(Date.parse(date) + 864e5).toISOString().slice(0, 10);
  const known = rows.filter((row) => /^\d{4}-/.test(row.from) && Date.parse(row.to) - Date.parse(row.from) < 32 * 864e5);
  const lines = known.flatMap((row) => [
    "BEGIN:VEVENT", `UID:${row.id}@${location.host}`, `DTSTAMP:${day(row.from)}T000000Z`, `DTSTART;VALUE=DATE:${day(row.from)}`,
    `DTEND;VALUE=DATE:${day(next(row.to))}`, `SUMMARY:${text(row.title)}`, `LOCATION:${text(row.places.join(", "))}`, `URL:${row.url}`, "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Chronology//Timeline//EN", "METHOD:PUBLISH", ...lines, "END:VCALENDAR", ""].flatMap(folded).join("\r\n");
}

// Lines of at most 75 octets; what goes on begins with a space.
function folded(line) {
  const parts = [];
  let part = "";
  for (const letter of line) {
    if (new TextEncoder().encode(part + letter).length > 74) {
      parts.push(part);
      part = " ";
    }
    part += letter;
  }
  return [...parts, part];
}
