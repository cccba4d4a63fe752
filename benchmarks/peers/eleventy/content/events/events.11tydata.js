import { basename } from "node:path";

export default {
  layout: "event.11ty.js",
  // Not `fileSlug`, from which Eleventy takes the date away.
  permalink: ({ page }) => `/events/${basename(page.inputPath, ".md")}/`,
};
