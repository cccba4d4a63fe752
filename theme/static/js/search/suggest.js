// @ts-check
/* Names that begin with what is typed into the search field of the masthead. */

const field = /** @type {HTMLInputElement | null} */ (document.querySelector(".finder input"));
const MOST = 8;
/** @type {Promise<[string, string][]> | undefined} */
let names; // each with what it is looked up by

/** @param {string} text */
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {string} root */
async function load(root) {
  const records = await (await fetch(`${root}records.json`)).json();
  const found = Object.values(records).flat();
  return found.flatMap(([, name, others]) => [name, ...others].map((one) => /** @type {[string, string]} */ ([one, fold(one)])));
}

if (field?.form) {
  const list = document.createElement("datalist");
  list.id = "names";
  field.after(list);
  field.setAttribute("list", list.id);
  field.addEventListener("input", async () => {
    const typed = fold(field.value.trim());
    if (typed.length < 2) return list.replaceChildren();
    names ??= load(/** @type {HTMLFormElement} */ (field.form).action);
    const all = await names;
    const found = all.filter(([, name]) => name.startsWith(typed) || name.includes(` ${typed}`)).slice(0, MOST);
    list.replaceChildren(...found.map(([name]) => new Option(name, name)));
  });
}
