// Wheel, pointer, fingers and keys on the drawing, as moves and zooms of the axis.

export function hands(chart, canvas, { zoom, move, jump, point, press }) {
  const held = new Map();
  let travelled = 0;
  const place = (event) => event.clientX - canvas.getBoundingClientRect().left;

  // A plain wheel scrolls the page: with Ctrl (as a pinch on a touchpad comes) it zooms, sideways it moves.
  canvas.addEventListener("wheel", (event) => {
    const unit = event.deltaMode ? 16 : 1;
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    const across = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!event.ctrlKey && !across) return;
    event.preventDefault();
    if (event.ctrlKey) zoom(Math.exp(event.deltaY * unit * 0.01), place(event));
    else move(sideways * unit);
  }, { passive: false });

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, place(event));
    if (held.size === 1) travelled = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held.has(event.pointerId)) return point(event);
    const before = spread(held);
    const step = place(event) - held.get(event.pointerId);
    held.set(event.pointerId, place(event));
    travelled += Math.abs(step);
    if (held.size === 1) return travelled > 3 && move(-step);
    const after = spread(held);
    move(before.middle - after.middle);
    if (before.wide > 8 && after.wide > 8) zoom(before.wide / after.wide, after.middle);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (held.delete(event.pointerId) && !held.size && end === "pointerup" && travelled <= 3) press(event);
    });
  }
  canvas.addEventListener("pointerleave", () => point(null));

  const keys = {
    ArrowLeft: "earlier", ArrowRight: "later", "+": "in", "=": "in", "-": "out", "−": "out", 0: "whole",
    PageUp: "back", PageDown: "forth", Home: "first", End: "last", Enter: "open", Escape: "close",
  };
  chart.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    jump(keys[event.key]);
  });
}

function spread(held) {
  const places = [...held.values()];
  const [low, high] = [Math.min(...places), Math.max(...places)];
  return { middle: (low + high) / 2, wide: high - low };
}
