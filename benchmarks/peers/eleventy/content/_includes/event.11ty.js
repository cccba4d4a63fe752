import { escape, link, page } from "../../pieces.js";

const participant = (part) => {
  const office = part.as ? `, ${part.as} of ${link("actors", part.of)}` : "";
  return `<li>${link("actors", part.actor)}, ${part.role}${office}</li>\n`;
};

const source = (one) =>
  `<li><a href="${one.url}">${escape(one.title)}</a>, ${one.publisher}, ${one.issued} (${one.language})</li>\n`;

export function render(data) {
  const places = data.places.map((id) => link("places", id));
  const topics = data.topics.map((id) => link("topics", id));
  return page(
    data.title,
    `<article>
<h1>${escape(data.title)}</h1>
<dl>
<dt>Date</dt><dd><time datetime="${data.edtf}">${data.when}</time></dd>
<dt>Type</dt><dd>${data.kind}</dd>
<dt>Place</dt><dd>${places.join(" ")}</dd>
<dt>Topics</dt><dd>${topics.join(" ")}</dd>
</dl>
<h2>Participants</h2>
<ul>
${data.participants.map(participant).join("")}</ul>
${data.content}
<h2>Sources</h2>
<ul>
${data.sources.map(source).join("")}</ul>
</article>`,
  );
}
