// Rows of table[data-rows] under the keys: j and k go, Enter opens, x selects, Space peeks. The row's own link has the
// focus, so that Enter and screen readers need nothing from here.
import { all, announce, busy, fill, fragment, isAborted, make, memory, on, one, say } from "./page.js";
import { bind } from "./keys.js";

const table = one("table[data-rows]");
const rows = () => all("tbody tr", table).filter(row => linkOf(row));
const linkOf = row => one("a[data-open], th a[href], a[href]", row);
const place = `row:${location.pathname}`;

const focused = () => document.activeElement?.closest?.("table[data-rows] tbody tr") ?? null;

function lastOpened() {
  const href = memory.get(place);
  return rows().find(row => linkOf(row).getAttribute("href") === href);
}

function go(step) {
  const list = rows();
  const from = list.indexOf(focused() ?? (peek.open ? peeked : null));
  const wanted = from < 0 ? Math.max(list.indexOf(lastOpened()), 0) : from + step;
  const next = list[Math.min(Math.max(wanted, 0), list.length - 1)];
  if (!next) return;
  linkOf(next).focus();
  next.scrollIntoView({ block: "nearest" });
  if (peek.open) look(next);
}

const boxOf = row => one(".sel input[type=checkbox]", row);

function toggle(isRange) {
  const box = focused() && boxOf(focused());
  if (box) box.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: isRange }));
}

const inRows = () => rows().length > 0;
bind("j", () => say("key-down", "Next row"), () => go(1), inRows);
bind("k", () => say("key-up", "Row before"), () => go(-1), inRows);
const hasBoxes = () => one(".sel input", table) !== null;
bind("Enter", () => say("key-open", "Open the row"), () => linkOf(focused()).click(), () => focused() !== null, inRows);
bind("x", () => say("key-select", "Select the row"), () => toggle(false), hasBoxes);
bind("X", () => say("key-range", "Select up to the row"), () => toggle(true), hasBoxes);
bind("Space", () => say("key-peek", "Look inside the row"), () => peek.open ? peek.close() : look(focused()),
  () => peek.open || focused() !== null, inRows);

// The peek pane: the record's own page, of which it shows the part marked data-peek.
const peek = one("dialog#peek") ?? document.body.appendChild(make("dialog", { id: "peek", className: "dialog peek" }));
let peeked = null;
let looking = null;

/** A part of another page beside this one: to be read, with ids of its own. */
function guest(part) {
  for (const element of all("form, [popover], [popovertarget]", part)) element.remove();
  for (const element of all("[id]", part)) element.id = `peek-${element.id}`;
  for (const element of all("[aria-labelledby]", part)) {
    element.setAttribute("aria-labelledby", `peek-${element.getAttribute("aria-labelledby")}`);
  }
  return part;
}

function closer() {
  const button = make("button", { type: "button", className: "btn btn-s btn-quiet closer", textContent: say("close", "Close") });
  button.addEventListener("click", () => peek.close());
  return button;
}

async function look(row) {
  peeked = row;
  looking?.abort();
  const mine = looking = new AbortController();
  const link = linkOf(row);
  peek.ariaLabel = link.textContent.trim();
  if (!peek.open) {
    peek.show();
    link.focus();
  }
  try {
    const body = await busy(peek, fragment(link.href, mine.signal));
    const part = one("[data-peek]", body) ?? one("main", body) ?? body;
    fill(peek, [closer(), ...guest(part).childNodes]);
    announce(peek.ariaLabel);
  } catch (error) {
    if (!isAborted(error)) fill(peek, [make("p", { className: "card-body", textContent: error.message })]);
  }
}

peek.addEventListener("close", () => {
  looking?.abort();
  if (peeked) linkOf(peeked)?.focus();
});
document.addEventListener("keydown", event => {
  if (event.key !== "Escape" || !peek.open) return;
  event.preventDefault();
  peek.close();
});

on("click", "table[data-rows] tbody tr", (event, row) => {
  const link = linkOf(row);
  if (!link || event.defaultPrevented) return;
  const own = event.target.closest("a, button, input, label, summary, select, [popover], .sel");
  if (own === link) memory.set(place, link.getAttribute("href"));
  if (own || String(getSelection()) !== "") return;
  memory.set(place, link.getAttribute("href"));
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});
