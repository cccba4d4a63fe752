// The page is painted first. Only then come what draws the axis, and the events it draws.
import { load } from "./data.js";

new PerformanceObserver(async (_, painted) => {
  painted.disconnect();
  try {
    const [{ start }, data] = await Promise.all([import("./index.js"), load("events.json")]);
    await start(data);
  } catch (error) {
    document.getElementById("axis").remove(); // the record by year is there
    throw error;
  }
}).observe({ type: "paint", buffered: true });
