// @ts-check
/* A link to an event by chance: a year by its number of events, then one of that year's events. */

for (const place of document.querySelectorAll("[data-random]")) {
  const years = [...document.querySelectorAll(".decades a")].map((link) => ({
    address: link.getAttribute("href") ?? "",
    number: Number(link.querySelector(".number")?.textContent?.replace(/\D/g, "")),
  }));
  if (!years.length) continue;
  const link = document.createElement("a");
  link.href = years[0].address;
  link.textContent = place.getAttribute("data-random");
  const added = document.createElement("span");
  added.dataset.added = ""; // by a script: the preview leaves it alone when it updates the page
  added.append(" · ", link);
  place.append(added);
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    let left = Math.random() * years.reduce((sum, year) => sum + year.number, 0);
    const year = years.find(({ number }) => (left -= number) < 0) ?? years[0];
    const page = new DOMParser().parseFromString(await (await fetch(year.address)).text(), "text/html");
    const events = [...page.querySelectorAll(".events > li > a")];
    const chosen = events[Math.floor(Math.random() * events.length)];
    location.assign(chosen?.getAttribute("href") ?? year.address);
  });
}
