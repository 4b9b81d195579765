// The one script a page asks for. It brings the others when something on the page needs them; without any of them
// every page can be read and every form can be sent.
import { memory, on, one } from "./page.js";
import "./keys.js";

const parts = {
  palette: "dialog[data-palette]",
  rows: "table[data-rows]",
  selection: "form[data-bulk]",
  filters: "form[data-auto], [data-counts], [data-total], form[method=get]",
  forms: "form",
  lines: "[data-add-row]",
  echo: "[data-echo]",
  lookup: "[data-lookup]",
  live: "[data-live]",
  feedback: ".toast, [data-copy], [data-copy-link]",
};

const brought = new Set();

async function bring() {
  const wanted = Object.keys(parts).filter(name => !brought.has(name) && one(parts[name]));
  for (const name of wanted) brought.add(name);
  // Offline for a moment: the next content asks again.
  await Promise.all(wanted.map(name => import(`./${name}.js`).catch(() => brought.delete(name))));
  document.body.dataset.awake = "";
}

bring();
document.addEventListener("filled", bring);

// A selection that goes to work is done with.
on("submit", "form[data-selection-done]", () => {
  for (const name of memory.names("selected:")) memory.drop(name);
});

// The records somebody looked at, for the palette.
if (/^\/admin\/[a-z-]+\/[a-z]+_\w+$/.test(location.pathname) && one("main h1")) {
  const text = [one("main h1"), one(".crumbs a")].map(element => element?.textContent.trim()).filter(Boolean).join(" · ");
  const seen = (memory.get("recent") ?? []).filter(entry => entry.href !== location.pathname);
  memory.set("recent", [{ href: location.pathname, text }, ...seen].slice(0, 8));
}

// Whoever signs out leaves nothing behind.
on("submit", "form[action='/sign-out']", () => {
  for (const name of memory.names("")) memory.drop(name);
});
