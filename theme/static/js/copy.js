// @ts-check
/* Buttons that copy: the address of a page, and each form of its citation. */

/**
 * @param {HTMLElement} from where the words of the button are
 * @param {() => string} text
 */
function button(from, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.added = ""; // by a script: the preview leaves it alone when it updates the page
  made.className = "copy";
  made.textContent = from.dataset.copy ?? "";
  made.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text());
    made.textContent = from.dataset.copied ?? "";
    setTimeout(() => (made.textContent = from.dataset.copy ?? ""), 2000);
  });
  return made;
}

if (navigator.clipboard) {
  for (const list of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("ul[data-copy]"))) {
    const item = document.createElement("li");
    item.dataset.added = "";
    item.append(button(list, () => location.href));
    list.append(item);
  }
  for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("section[data-copy]"))) {
    for (const form of section.querySelectorAll("pre")) form.after(button(section, () => form.textContent ?? ""));
  }
}
