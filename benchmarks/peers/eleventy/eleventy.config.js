import pages from "./collections.js";

export default function (config) {
  config.addPassthroughCopy({ "style.css": "style.css" });
  config.addCollection("terms", (api) => pages(api).terms);
  config.addCollection("lists", (api) => pages(api).lists);
  config.addCollection("latest", (api) => pages(api).latest);
}

export const config = {
  dir: { input: "content" },
  // Bodies are Markdown and nothing else: no template language runs before it.
  markdownTemplateEngine: false,
  templateFormats: ["md", "11ty.js"],
};
