// What every page has.
import "./search/key.js";
