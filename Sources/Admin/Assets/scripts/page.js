// What every script needs: finding, listening, fetching, remembering, saying.

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Listens for an event on elements that match, now or later. */
export function on(type, selector, handle, options) {
  document.addEventListener(type, event => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) handle(event, found);
  }, options);
}

/** Makes an element: make("button", {className: "btn"}, "Close"). */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

let spoken = {};
try { spoken = JSON.parse(document.body.dataset.words || "{}"); } catch { /* English then */ }

/** A text in the reader's language: the page's own words, or else the English given here. */
export function say(key, english, values = {}) {
  return (spoken[key] ?? english).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const speaker = make("div", { className: "hush" });
speaker.setAttribute("role", "status");
document.body.append(speaker);

/** Tells people who listen to the page. */
export function announce(text) {
  speaker.textContent = "";
  setTimeout(() => { speaker.textContent = text; }, 50);
}

// Kept for this tab and this person: another person at the same screen finds nothing of it.
const drawer = name => `martlet:${document.body.dataset.person ?? ""}:${name}`;

export const memory = {
  get(name) {
    try { return JSON.parse(sessionStorage.getItem(drawer(name))); } catch { return null; }
  },
  set(name, value) {
    try { sessionStorage.setItem(drawer(name), JSON.stringify(value)); } catch { /* full or forbidden: not kept */ }
  },
  drop(name) { try { sessionStorage.removeItem(drawer(name)); } catch { /* nothing was kept */ } },
  names(prefix) {
    const start = drawer(prefix);
    try {
      return Object.keys(sessionStorage).filter(key => key.startsWith(start)).map(key => key.slice(drawer("").length));
    } catch { return []; }
  },
};

/** A piece of markup of ours. Fails with a sentence that can be shown. */
export async function fragment(address, signal) {
  const response = await fetch(address, { signal, headers: { Accept: "text/html", "X-Fragment": "1" } });
  if (new URL(response.url).pathname === "/sign-in") throw new Error(say("ended", "You were signed out. Reload the page."));
  if (!response.ok) {
    const id = response.headers.get("Request-Id") ?? response.status;
    throw new Error(say("failed", "Could not be loaded. Request {id}.", { id }));
  }
  return new DOMParser().parseFromString(await response.text(), "text/html").body;
}

/** Puts new content into an element and tells the other scripts. */
export function fill(element, nodes) {
  element.replaceChildren(...nodes);
  element.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
}

/** Marks an element as busy when work takes longer than a blink. */
export async function busy(element, work) {
  const timer = setTimeout(() => { element.ariaBusy = "true"; }, 400);
  try { return await work; } finally {
    clearTimeout(timer);
    element.ariaBusy = null;
  }
}

export const isAborted = error => error.name === "AbortError";

/** Whether keys that are struck there are text. */
export function isTyping(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable]")) return true;
  const input = target.closest("input");
  return input !== null && !["checkbox", "radio", "button", "submit", "reset", "range", "file"].includes(input.type);
}

/** How a form is sent; asked of the attribute, because a field may be called method. */
export const methodOf = form => (form.getAttribute("method") ?? "get").toLowerCase();

/** Whether a dialog stands before the page. */
export const isCovered = () => one("dialog:modal") !== null;
