import { feed } from "../pieces.js";

export const data = { permalink: "/feed.atom", eleventyExcludeFromCollections: true };

export const render = ({ collections }) => feed("Chronology", "/", collections.latest);
