// Reloads the page when a file changes, and shows the problems of the content over it.

const events = new EventSource("/__preview/changes");

events.addEventListener("message", async ({ data }) => {
  if (data === "changed") {
    const problems = await fetch("/__problems").then((answer) => answer.json());
    if (problems.some((problem) => problem.severity === "error")) show(problems);
    else location.reload();
  } else if (data === "problems") {
    show(await fetch("/__problems").then((answer) => answer.json()));
  }
});

function show(problems) {
  document.querySelector("#preview-problems")?.remove();
  const errors = problems.filter((problem) => problem.severity === "error");
  if (!errors.length) return;
  const panel = document.createElement("aside");
  panel.id = "preview-problems";
  panel.setAttribute("role", "alert");
  const heading = document.createElement("h2");
  heading.textContent = `${errors.length} error${errors.length === 1 ? "" : "s"}: the last good version is shown`;
  const list = document.createElement("ul");
  for (const problem of errors) {
    const item = document.createElement("li");
    const place = document.createElement("code");
    place.textContent = `${problem.path}:${problem.line}:${problem.column} ${problem.field}`;
    const message = document.createElement("p");
    message.textContent = problem.hint ? `${problem.message}: ${problem.hint}` : problem.message;
    item.append(place, message);
    list.append(item);
  }
  panel.append(heading, list);
  document.body.append(panel);
}
