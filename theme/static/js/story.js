// @ts-check
/* The list of a storyline's steps marks the chapter that is being read. */

const steps = new Map(
  [...document.querySelectorAll(".steps a")].map((link) => [decodeURIComponent(link.getAttribute("href")?.slice(1) ?? ""), link]),
);
if (steps.size) {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        for (const link of steps.values()) link.removeAttribute("aria-current");
        const link = steps.get(target.id);
        link?.setAttribute("aria-current", "step");
        const list = link?.closest(".steps");
        if (list && link) list.scrollTop = /** @type {HTMLElement} */ (link).offsetTop - list.clientHeight / 2;
      }
    },
    { rootMargin: "-20% 0px -70%" },
  );
  for (const chapter of document.querySelectorAll(".chapter")) seen.observe(chapter);
}
