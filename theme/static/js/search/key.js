// The key `/` leads to the search field: the page's own, or the one in the masthead.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  event.preventDefault();
  (document.querySelector("main [type=search]") ?? document.querySelector("[type=search]")).select();
});
