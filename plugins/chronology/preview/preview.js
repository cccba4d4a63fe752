// Brings what was saved into the open page, and shows what is wrong over it.

const own = new URL(import.meta.url);
let version = decodeURIComponent(own.search.slice(1));
let seen; // the page as the server last gave it; what scripts made of it stays apart
let overlay; // what the server last gave to lay over it
let running = Promise.resolve();

const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const start = (name) => name.split(".")[0];

async function fetched() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  return { good: answer.status < 500, page: parse(await answer.text()) };
}

new EventSource("/__preview/changes").addEventListener("message", ({ data }) => {
  const change = JSON.parse(data);
  running = running.then(() => follow(change)).catch((error) => console.error(error));
});

async function follow(change) {
  if (start(change.version) !== start(version)) return location.reload();
  const behind = change.version !== version;
  version = change.version;
  if (change.first) {
    if (behind) return location.reload();
    seen = (await fetched()).page;
  } else if (change.scripts) {
    return location.reload();
  } else {
    for (const path of change.images ?? []) renew(path);
    if (change.pages) {
      const { good, page } = await fetched();
      if (good) bring(page);
    }
  }
  await tell();
}

// Puts the difference of two versions of the page into the page; if a script changed the very
// place, the page is loaded anew, and the browser keeps its scroll position.
function bring(page) {
  const scripts = (one) => [...one.scripts].map((script) => script.src.split("?")[0]).join();
  if (!seen || scripts(seen) !== scripts(page)) return location.reload();
  document.title = page.title;
  for (const part of ["head", "body"]) {
    if (!patch(document[part], seen[part], page[part])) return location.reload();
  }
  seen = page;
}

function patch(live, old, now) {
  if (old.isEqualNode(now)) return true;
  if (live.nodeName !== old.nodeName || old.nodeName !== now.nodeName) return false;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (live.nodeValue === old.nodeValue) live.nodeValue = now.nodeValue;
    return live.nodeValue === now.nodeValue;
  }
  for (const { name, value } of now.attributes) {
    if (old.getAttribute(name) !== value) live.setAttribute(name, value);
  }
  for (const { name } of old.attributes) if (!now.hasAttribute(name)) live.removeAttribute(name);
  const [lives, olds, nows] = [live, old, now].map((one) => [...one.childNodes].filter(given));
  if (lives.length !== olds.length) return false;
  const short = Math.min(olds.length, nows.length);
  let head = 0;
  while (head < short && same(olds[head], nows[head])) head += 1;
  let tail = 0;
  while (tail < short - head && same(olds.at(-1 - tail), nows.at(-1 - tail))) tail += 1;
  const [gone, come] = [olds, nows].map((some) => some.slice(head, some.length - tail));
  if (gone.length === come.length && gone.every((one, at) => one.nodeName === come[at].nodeName)) {
    return gone.every((one, at) => patch(lives[head + at], one, come[at]));
  }
  const after = lives[lives.length - tail] ?? null;
  for (const one of lives.slice(head, lives.length - tail)) one.remove();
  for (const one of come) live.insertBefore(document.importNode(one, true), after);
  return true;
}

// What the theme's scripts add has this mark, and stays where it is.
const given = (node) => node.dataset?.added === undefined;
const same = (one, other) => one.isEqualNode(other);

function renew(path) {
  for (const image of document.images) {
    if (new URL(image.src).pathname === path) image.src = `${path}?${version}`;
  }
}

// ---- what is wrong, and on the front page what is new: over the page, not in it ---------------

async function tell() {
  const page = encodeURIComponent(location.pathname);
  const text = await fetch(`/__preview/overlay?page=${page}`).then((answer) => answer.text());
  const now = parse(text).body;
  if (overlay?.isEqualNode(now)) return;
  for (const one of document.querySelectorAll("html > [id^=preview-]")) one.remove();
  overlay = now;
  document.documentElement.append(...document.importNode(now, true).children);
}
