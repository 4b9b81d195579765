// Go to a page, find a record, do an action: <dialog data-palette="/admin/palette">.
import { all, announce, busy, fill, fragment, isAborted, make, memory, on, one, say } from "./page.js";

const dialog = one("dialog[data-palette]");
const field = one("[role=combobox]", dialog);
const list = one("[role=listbox]", dialog);
const address = dialog.dataset.palette;

let commands = null; // the groups that come with an empty question: pages and actions, matched here
let records = []; // the groups the last answered question found
let answered = ""; // that question
let asking = null;
let wait = 0;
let current = -1;
let opensFirst = false;

const options = () => all("[role=option]", list);

/** How well a text answers a question: words from their beginnings count most, letters in order least. */
function score(text, question) {
  const place = text.indexOf(question);
  if (place === 0) return 4;
  if (place > 0) return text[place - 1] === " " ? 3 : 2;
  let from = 0;
  for (const letter of question) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return 0;
  }
  return question.length > 2 ? 1 : 0;
}

const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

function group(label, entries) {
  const head = make("p", { className: "hits-head", textContent: label });
  head.setAttribute("role", "presentation");
  const box = make("div", { className: "hits" }, head, ...entries);
  box.setAttribute("role", "group");
  box.ariaLabel = label;
  return box;
}

function option(text, href) {
  const entry = make("a", { href, textContent: text });
  entry.setAttribute("role", "option");
  return entry;
}

/** What can be done on this very page: the actions in its head, and whatever carries data-command. */
function here() {
  const steps = all("[data-command], .page-head .actions :is(a[href], [data-copy], [data-copy-link])");
  return steps.filter(element => element.textContent.trim()).map(element => {
    const entry = option(element.dataset.command || element.textContent.trim(), element.href ?? "#");
    entry.run = () => element.click();
    return entry;
  });
}

function matching(entries, question) {
  return entries.map(entry => [score(plain(entry.dataset.find ?? entry.textContent), question), entry])
    .filter(([points]) => points > 0).sort((a, b) => b[0] - a[0]).slice(0, 8);
}

/** The groups to show for what is typed now. */
function groups(question) {
  const sources = [[say("here", "On this page"), here()]];
  for (const box of commands ?? []) sources.push([box.ariaLabel, all("[role=option]", box).map(copy)]);
  if (question === "") {
    const recent = (memory.get("recent") ?? []).filter(entry => entry.href !== location.pathname)
      .map(entry => option(entry.text, entry.href));
    const whole = [[say("recent", "Lately"), recent], ...sources];
    return whole.filter(([, entries]) => entries.length).map(([label, entries]) => group(label, entries));
  }
  const matched = sources.map(([label, entries]) => [label, matching(entries, question)]).filter(([, hits]) => hits.length);
  matched.sort((a, b) => b[1][0][0] - a[1][0][0]);
  const commandsFound = matched.map(([label, hits]) => group(label, hits.map(([, entry]) => entry)));
  return [...(question === answered ? records.map(copy) : []), ...commandsFound];
}

const copy = element => element.cloneNode(true);

function show() {
  const kept = options()[current]?.href;
  fill(list, groups(plain(field.value)));
  const shown = options();
  shown.forEach((entry, index) => {
    entry.id = `hit-${index}`;
    entry.tabIndex = -1;
  });
  const again = shown.findIndex(entry => entry.href === kept);
  point(again >= 0 && current > 0 ? again : 0);
  field.ariaExpanded = String(shown.length > 0);
}

function point(index) {
  const shown = options();
  current = shown.length ? (index + shown.length) % shown.length : -1;
  shown.forEach((entry, place) => { entry.ariaSelected = String(place === current); });
  if (current < 0) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", shown[current].id);
  shown[current].scrollIntoView({ block: "nearest" });
}

function note(text) {
  const line = make("p", { className: "hits-head", textContent: text });
  line.setAttribute("role", "presentation");
  list.append(line);
  announce(text);
}

const groupsAt = async (question, signal) =>
  all("[role=group]", await busy(dialog, fragment(`${address}?q=${encodeURIComponent(question)}`, signal)));

async function learn() {
  try {
    commands = await groupsAt("");
    show();
  } catch (error) { note(error.message); }
}

/** What an answer holds beyond the commands, which are matched here. */
function unknown(found) {
  const known = new Set((commands ?? []).flatMap(box => all("[role=option]", box).map(entry => entry.href)));
  for (const entry of found.flatMap(box => all("[role=option]", box))) if (known.has(entry.href)) entry.remove();
  return found.filter(box => one("[role=option]", box));
}

async function ask(question) {
  asking?.abort();
  const mine = asking = new AbortController();
  try {
    const found = await groupsAt(question, mine.signal);
    if (asking !== mine) return;
    [records, answered] = [unknown(found), plain(question)];
    arrived();
  } catch (error) {
    if (isAborted(error)) return;
    asking = null;
    show();
    note(error.message);
  }
}

function arrived() {
  asking = null;
  show();
  const count = options().length;
  if (count === 0 && field.value.trim() !== "") note(say("nothing", "Nothing found for “{text}”.", { text: field.value }));
  else announce(say("found", "{n} found", { n: count }));
  if (opensFirst) choose(options()[0], false);
}

/** Opens an entry; without one, the page that searches everything. */
function choose(entry, inNewTab) {
  opensFirst = false;
  if (!entry) return location.assign(`${dialog.dataset.search ?? "/admin/search"}?q=${encodeURIComponent(field.value)}`);
  if (inNewTab) return window.open(entry.href, "_blank", "noopener");
  dialog.close();
  if (entry.run) return entry.run();
  location.assign(entry.href);
}

function open(question = "", opens = false) {
  if (!dialog.open) dialog.showModal();
  field.value = question;
  field.select();
  current = -1;
  show();
  if (commands === null) learn();
  if (question !== "") {
    opensFirst = opens;
    ask(question);
  }
}

field.addEventListener("input", () => {
  current = -1;
  opensFirst = false;
  clearTimeout(wait);
  asking?.abort();
  asking = null;
  show();
  const question = field.value.trim();
  if (question === "") return;
  asking = new AbortController();
  wait = setTimeout(() => ask(question), 80);
});

field.addEventListener("keydown", event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    point(current + step);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const entry = options()[current];
    // Typed faster than the answer came: what is asked for is a record, so wait for it.
    if (!entry && asking) opensFirst = true;
    else choose(entry, event.ctrlKey || event.metaKey);
  } else if (event.key === "Escape") {
    event.preventDefault();
    dialog.close();
  }
});

list.addEventListener("click", event => {
  const entry = event.target.closest("[role=option]");
  if (!entry?.run) return;
  event.preventDefault();
  choose(entry, false);
});
dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("close", () => asking?.abort());

on("click", "[data-open-palette]", (event, opener) => {
  event.preventDefault();
  open(opener.value ?? "");
});
document.addEventListener("palette", event => open(event.detail?.question, event.detail?.opens));
