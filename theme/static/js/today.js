// @ts-check
/* A page cannot know today when it is built. The calendar marks the day; the front page shows its
   events, or leads to the nearest day that has some. */

const today = new Date().toLocaleDateString("sv").slice(5); // Swedish dates are ISO's
/** @param {string} address */
const fetched = async (address) => new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");

const calendar = document.querySelector(".calendar");
const months = calendar?.querySelectorAll(".days");
months?.[Number(today.slice(0, 2)) - 1]?.children[Number(today.slice(3)) - 1]?.firstElementChild?.setAttribute("aria-current", "date");

const section = /** @type {HTMLElement | null} */ (document.querySelector("[data-today]"));
if (section) fill(section).catch(() => {}); // the link to all days is there

/** @param {HTMLElement} section */
async function fill(section) {
  const note = section.querySelector("p");
  const link = section.querySelector("p a");
  if (!note || !(link instanceof HTMLAnchorElement)) return;
  const days = [...(await fetched(link.href)).querySelectorAll(".days a")];
  /** @param {Element} day */
  const date = (day) => /(\d\d-\d\d)\/$/.exec(day.getAttribute("href") ?? "")?.[1] ?? "";
  /** @param {string} text */
  const number = (text) => Number(text.slice(0, 2)) * 31 + Number(text.slice(3));
  const far = (/** @type {Element} */ day) => {
    const days = Math.abs(number(date(day)) - number(today));
    return Math.min(days, 372 - days);
  };
  const nearest = days.sort((a, b) => far(a) - far(b))[0];
  if (!nearest) return;
  const address = nearest.getAttribute("href") ?? "";
  const found = date(nearest) === today;
  const [before, after] = (found ? section.dataset.today : section.dataset.quiet)?.split("{day}") ?? [];
  const to = document.createElement("a");
  to.href = address;
  to.textContent = nearest.getAttribute("aria-label");
  note.replaceChildren(before ?? "", to, after ?? "");
  const list = (await fetched(address)).querySelector(".events");
  if (!list) return;
  list.replaceChildren(...[...list.children].slice(0, 3));
  section.append(document.adoptNode(list));
}
