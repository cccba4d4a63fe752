import { line, link, name, names, page } from "../pieces.js";

export const data = {
  pagination: { data: "collections.lists", size: 1, alias: "list" },
  permalink: ({ list }) => (list.page === 1 ? list.url : `${list.url}page/${list.page}/`),
  eleventyExcludeFromCollections: true,
};

const about = {
  actors: (id) => scripts(names.actors[id]),
  places: (id) => scripts(names.places[id]),
  relations: (id) => `<p>${id.split("--").map((one) => link("actors", one)).join(" ")}</p>`,
};

const scripts = ({ zh, ru }) => `<p><span lang="zh">${zh}</span>, <span lang="ru">${ru}</span></p>`;

function pager({ url, page, last }) {
  if (last === 1) return "";
  const newer = page === 2 ? url : `${url}page/${page - 1}/`;
  return `<nav>${page > 1 ? `<a href="${newer}">Newer</a> ` : ""}Page ${page} of ${last}${
    page < last ? ` <a href="${url}page/${page + 1}/">Older</a>` : ""
  }</nav>`;
}

export function render({ list }) {
  const { kind, id } = list;
  const title = name(kind, id);
  return page(
    title,
    `<h1>${title}</h1>
${about[kind]?.(id) ?? ""}
<ol>
${list.events.map(line).join("")}</ol>
${pager(list)}`,
    kind === "years" || kind === "months" ? "" : `${list.url}feed.atom`,
  );
}
