/* The front page cannot know today when it is built: the days' list tells whether today has events. */

const link = document.querySelector("[data-today]");
if (link) {
  const day = `${link.pathname}${new Date().toLocaleDateString("sv").slice(5)}/`; // Swedish dates are ISO's
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = [...page.querySelectorAll(".days a")].find((one) => one.getAttribute("href") === day);
  if (found) {
    link.href = day;
    link.textContent = link.dataset.today.replace("{day}", found.getAttribute("aria-label"));
  }
}
