// Keys: one table of what they do, made from what is on the page. Single keys wait a moment, because a scanner is a
// fast keyboard: what comes faster than people type, and ends with Enter, is a code and goes where codes go.
import { all, isCovered, isTyping, make, methodOf, on, one, say } from "./page.js";

const isOn = document.body.dataset.shortcuts !== "off";
const modifiers = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"];
const fast = 35; // milliseconds between the keys of a scanner
const bindings = [];

/** Gives keys ("x", "g o", "Space") something to do where `isHere` says so; `isListed` where the sheet names them. */
export function bind(keys, label, run, isHere = () => true, isListed = isHere) {
  bindings.push({ keys, label, run, isHere, isListed });
}

const click = selector => () => one(selector)?.click();
const has = selector => () => one(selector) !== null;

bind("/", () => say("key-filter", "Search this list"), () => one("[data-filter-input]").focus(), has("[data-filter-input]"));
bind("z", () => say("key-undo", "Undo"), click("[data-undo]"), has("[data-undo]"));
for (const key of ["[", "k"]) bind(key, () => say("key-previous", "Previous record"), click("[data-previous]"), has("[data-previous]"));
for (const key of ["]", "j"]) bind(key, () => say("key-next", "Next record"), click("[data-next]"), has("[data-next]"));
bind("?", () => say("key-keys", "Show these keys"), showKeys);

/** What a sequence of keys does here: the page's own keys first. */
function meaning(keys) {
  const element = all("[data-key]").find(candidate => candidate.dataset.key === keys && !candidate.disabled);
  if (element) return { run: () => isTyping(element) ? element.focus() : element.click() };
  return bindings.find(binding => binding.keys === keys && binding.isHere());
}

const begins = key => all("[data-key]").some(element => element.dataset.key.startsWith(key + " "));

let burst = "";
let last = -Infinity;
let pending = 0;
let prefix = "";
let forget = 0;

function strike(event) {
  const isQuick = event.timeStamp - last < fast;
  last = event.timeStamp;
  if (event.key === "Enter") {
    const code = burst;
    burst = "";
    if (isQuick && code.length >= 6) return scanned(event, code);
  }
  if (isQuick) clearTimeout(pending);
  else burst = "";
  if (event.key.length === 1) burst += event.key;
  if (!isOn) return;
  const keys = prefix ? `${prefix} ${event.key}` : nameOf(event);
  const isPrefix = !prefix && begins(keys);
  const found = isPrefix ? null : meaning(keys);
  if (!isPrefix && !found) {
    prefix = "";
    return;
  }
  event.preventDefault();
  if (!isQuick) pending = setTimeout(() => act(keys, isPrefix, found), fast);
}

const nameOf = event => event.key === " " ? "Space" : event.key;

function act(keys, isPrefix, found) {
  clearTimeout(forget);
  prefix = isPrefix ? keys : "";
  if (isPrefix) forget = setTimeout(() => { prefix = ""; }, 1200);
  else found.run();
}

/** A code goes to the field that waits for one, or the list's search, or the palette. */
function scanned(event, code) {
  event.preventDefault();
  clearTimeout(pending);
  prefix = "";
  const field = one("[data-scan]") ?? one("[data-filter-input]");
  if (!field) return document.dispatchEvent(new CustomEvent("palette", { detail: { question: code, opens: true } }));
  field.value = code;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (field.form && methodOf(field.form) === "get") field.form.requestSubmit();
  else field.focus();
}

let escaped = -Infinity;

function escape(event) {
  if (one("dialog[open], [popover]:popover-open")) {
    escaped = -Infinity;
    return;
  }
  const isTwice = event.timeStamp - escaped < 600;
  escaped = event.timeStamp;
  if (isTwice) one("[data-clear-filters]")?.click();
}

/** The form somebody is in, or the page's own. */
function send(target) {
  const form = target.closest?.("form") ?? one("main form[method=post]");
  if (!form) return;
  form.requestSubmit(one("[data-submit]:not(:disabled)", form) ?? undefined);
}

/** Whether the key works the very thing that has the focus. */
function isPress(event) {
  const target = event.target.closest?.("a[href], button, summary, [role=button], input");
  return target && (event.key === "Enter" || (event.key === " " && !target.matches("a")));
}

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.isComposing || modifiers.includes(event.key)) return;
  const hasControl = event.ctrlKey || event.metaKey;
  if (hasControl && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return document.dispatchEvent(new CustomEvent("palette"));
  }
  if (isCovered()) return;
  if (hasControl && event.key === "Enter") return send(event.target);
  if (event.key === "Escape") return escape(event);
  if (hasControl || event.altKey || isTyping(event.target)) return;
  if (event.timeStamp - last >= fast && isPress(event)) return;
  strike(event);
});

/** The sheet of what works on this page. */
function showKeys() {
  const dialog = one("dialog#keys");
  if (!dialog) return;
  const rows = new Map([["Ctrl K", say("key-palette", "Search or do anything")]]);
  for (const element of all("[data-key]")) rows.set(element.dataset.key, element.ariaLabel ?? element.textContent.trim());
  for (const binding of bindings) if (binding.isListed() && !rows.has(binding.keys)) rows.set(binding.keys, binding.label());
  if (one("main form[method=post]")) rows.set("Ctrl Enter", say("key-send", "Send the form"));
  if (one("[data-clear-filters]")) rows.set("Esc Esc", say("key-clear", "Clear all filters"));
  const lines = [...rows].map(([keys, label]) => make("div", {},
    make("dt", {}, ...keys.split(" ").flatMap(key => [make("kbd", { textContent: key }), " "])),
    make("dd", { textContent: label })));
  one("div", dialog).replaceChildren(make("dl", {}, ...lines));
  dialog.showModal();
}

on("click", "[data-open-keys]", event => {
  event.preventDefault();
  showKeys();
});
on("click", "dialog#keys", (event, dialog) => { if (event.target === dialog) dialog.close(); });
