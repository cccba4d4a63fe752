/* What every page runs; each module does nothing where it finds nothing to do. */
import "./charts.js";
import "./filter.js";
import "./search/key.js";
import "./today.js";
