/* A bar of events leads to its year, as the ruler under the drawing does for those without a mouse. */

const year = (link) => Number(/-?\d+(?=\/?$)/.exec(link.href)); // `#y-43`, `/-0043/`: words differ by language

for (const figure of document.querySelectorAll(".history[data-first]")) {
  const { first, last } = figure.dataset;
  const links = new Map([...document.querySelectorAll(".ruler a, .decades a")].map((link) => [year(link), link]));
  const drawing = figure.querySelector("svg");
  const under = (event) => {
    const { left, width } = drawing.getBoundingClientRect();
    return links.get(Number(first) + Math.floor(((event.clientX - left) / width) * (last - first + 1)));
  };
  const label = document.createElement("output");
  label.className = "number";
  figure.querySelector("figcaption")?.append(label);
  drawing.addEventListener("pointermove", (event) => {
    const link = under(event);
    drawing.classList.toggle("leads", Boolean(link));
    label.textContent = link ? link.textContent.trim() : "";
  });
  drawing.addEventListener("click", (event) => event.target.closest("a") ?? under(event)?.click());
}
