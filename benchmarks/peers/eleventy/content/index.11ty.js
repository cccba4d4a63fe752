import { line, page } from "../pieces.js";

export const data = { permalink: "/", eleventyExcludeFromCollections: true };

export const render = ({ collections }) =>
  page(
    "Latest",
    `<h1>Chronology</h1>
<ol>
${collections.latest.map(line).join("")}</ol>`,
    "/feed.atom",
  );
