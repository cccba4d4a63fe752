import { feed, name } from "../pieces.js";

export const data = {
  pagination: { data: "collections.terms", size: 1, alias: "term" },
  permalink: ({ term }) => `${term.url}feed.atom`,
  eleventyExcludeFromCollections: true,
};

export const render = ({ term }) => feed(name(term.kind, term.id), term.url, term.events);
