// What several templates share.

import { readFileSync } from "node:fs";

const table = (kind) => JSON.parse(readFileSync(`data/${kind}.json`, "utf8"));

// Read here and not as global data, which Eleventy would merge into the data of every page.
export const names = { actors: table("actors"), places: table("places"), topics: table("topics") };

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escape = (text) => text.replace(/[&<>"]/g, (mark) => ESCAPES[mark]);

export const line = (event) =>
  `<li><time datetime="${event.edtf}">${event.when}</time> <a href="${event.url}">${escape(event.title)}</a></li>\n`;

export function name(kind, id) {
  if (kind === "topics") return names.topics[id];
  if (kind === "actors" || kind === "places") return names[kind][id].en;
  if (kind === "relations") return id.split("--").map((one) => names.actors[one].en).join("–");
  return id;
}

export const link = (kind, id) => `<a href="/${kind}/${id}/">${name(kind, id)}</a>`;

export const page = (title, main, feed = "") => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)} · Chronology</title>
<link rel="stylesheet" href="/style.css">
${feed && `<link rel="alternate" type="application/atom+xml" href="${feed}">`}
</head>
<body>
<header><a href="/">Chronology</a></header>
<main>
${main}
</main>
</body>
</html>
`;

const SITE = "https://chronology.example";

const entry = (event) => `<entry>
<title>${escape(event.title)}</title>
<id>${SITE}${event.url}</id>
<link href="${SITE}${event.url}"/>
<updated>${event.added}T00:00:00Z</updated>
<summary>${escape(event.summary)}</summary>
</entry>
`;

export const feed = (title, url, events) => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>${escape(title)}</title>
<id>${SITE}${url}</id>
<link href="${SITE}${url}"/>
<link rel="self" href="${SITE}${url}feed.atom"/>
<updated>${events[0].added}T00:00:00Z</updated>
<author><name>Chronology</name></author>
${events.map(entry).join("")}</feed>
`;
