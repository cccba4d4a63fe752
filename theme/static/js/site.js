// @ts-check
/* What every page runs; each module does nothing where it finds nothing to do. */
import "./charts.js";
import "./copy.js";
import "./filter.js";
import "./random.js";
import "./search/key.js";
import "./search/suggest.js";
import "./story.js";
import "./today.js";
