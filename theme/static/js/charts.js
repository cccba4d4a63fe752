// @ts-check
/* A bar of events leads to its year, as the ruler under the drawing does for those without a mouse. */

/** @param {HTMLAnchorElement} link */
const year = (link) => Number(/-?\d+(?=\/?$)/.exec(link.href)?.[0]); // `#y-43`, `/-0043/`: words differ by language

for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".history[data-first]"))) {
  const [first, last] = [Number(figure.dataset.first), Number(figure.dataset.last)];
  const anchors = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".ruler a, .decades a"));
  const links = new Map([...anchors].map((link) => [year(link), link]));
  const drawing = figure.querySelector("svg");
  if (!drawing || !links.size) continue;
  const tip = document.createElement("output");
  tip.className = "tip";
  tip.hidden = true;
  figure.append(tip);
  /** @param {PointerEvent | MouseEvent} event */
  const under = (event) => {
    const { left, width } = drawing.getBoundingClientRect();
    return links.get(first + Math.floor(((event.clientX - left) / width) * (last - first + 1)));
  };
  drawing.addEventListener("pointermove", (event) => {
    const link = event.target instanceof Element && event.target.closest("a") ? undefined : under(event);
    drawing.classList.toggle("leads", Boolean(link));
    tip.hidden = !link;
    if (!link) return;
    const number = link.querySelector(".number");
    tip.textContent = `${link.firstChild?.textContent?.trim()}: ${number?.textContent}`;
    const box = figure.getBoundingClientRect();
    tip.style.setProperty("left", `${Math.min(event.clientX - box.left + 12, box.width - tip.offsetWidth)}px`);
    tip.style.setProperty("top", `${event.clientY - box.top - 32}px`);
  });
  drawing.addEventListener("pointerleave", () => (tip.hidden = true));
  drawing.addEventListener("click", (event) => {
    if (!(event.target instanceof Element && event.target.closest("a"))) under(event)?.click();
  });
}
