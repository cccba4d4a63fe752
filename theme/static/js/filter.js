/* A field above a long list: what does not hold the words goes out of sight. */

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ё", "е");

for (const list of document.querySelectorAll("[data-filter]")) {
  const [form, label, field, count] = ["form", "label", "input", "output"].map((name) => document.createElement(name));
  form.className = "filter";
  field.type = "search";
  field.autocomplete = "off";
  label.append(list.dataset.filter, field);
  form.append(label, count);
  form.addEventListener("submit", (event) => event.preventDefault());
  list.prepend(form);
  const rows = [...list.querySelectorAll(".records > li, .events > li")];
  let texts;
  field.addEventListener("input", () => {
    texts ??= rows.map((row) => fold(row.textContent));
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      const letter = row.classList.contains("letter");
      row.hidden = words.length > 0 && (letter || !words.every((word) => texts[at].includes(word)));
      shown += !row.hidden && !letter;
    });
    for (const section of list.querySelectorAll("section")) section.hidden = !section.querySelector("li:not([hidden])");
    for (const letters of list.querySelectorAll(".letters")) letters.hidden = words.length > 0;
    count.textContent = words.length ? shown : "";
  });
}
