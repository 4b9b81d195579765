// Rows selected for form[data-bulk], kept from page to page of one list. The boxes are the form's own fields, so that
// without this script the selection of one page is sent as it stands.
import { all, announce, memory, on, one, say } from "./page.js";

const form = one("form[data-bulk]");
const boxes = () => all("table[data-rows] tbody .sel input[type=checkbox]");
const whole = one("table[data-rows] thead .sel input[type=checkbox]");

const passing = ["after", "limit", "sort", "columns", "density"];

/** The list without its place: what pages of one list have in common. */
function address() {
  if (form.dataset.bulk) return form.dataset.bulk;
  const query = new URLSearchParams(location.search);
  for (const name of [...query.keys()]) if (passing.includes(name) || name.split(".")[0] === "done") query.delete(name);
  query.sort();
  return `${location.pathname}?${query}`;
}

const name = `selected:${address()}`;
let selected = new Set(memory.get(name) ?? []);
let isAll = false;
let anchor = -1;

function keep() {
  if (selected.size) memory.set(name, [...selected]);
  else memory.drop(name);
}

function show() {
  const here = boxes();
  for (const box of here) {
    box.checked = isAll || selected.has(box.value);
  }
  const checked = here.filter(box => box.checked).length;
  if (whole) {
    whole.checked = checked > 0 && checked === here.length;
    whole.indeterminate = checked > 0 && checked < here.length;
  }
  const isAny = isAll || selected.size > 0;
  form.classList.toggle("on", isAny);
  form.classList.toggle("off", !isAny);
  for (const element of all("[data-bulk-count]")) element.textContent = sentence(checked);
  for (const element of all("[data-bulk-clear]")) element.hidden = !isAny;
  for (const element of all("[data-bulk-show]")) element.hidden = isAll;
  for (const element of all("[data-bulk-all]")) element.hidden = isAll || checked < here.length || !hasMore();
}

/** Whether the list goes on beyond this page. */
const hasMore = () => one(".pager a[rel]") !== null;

function sentence(checked) {
  if (isAll) return say("selected-all", "All that match are selected");
  const elsewhere = selected.size - checked;
  const text = say("selected", "{n} selected", { n: selected.size });
  return elsewhere ? `${text}, ${say("elsewhere", "{n} not shown", { n: elsewhere })}` : text;
}

function change(box, isChecked) {
  if (isChecked) selected.add(box.value);
  else selected.delete(box.value);
}

function settle() {
  keep();
  show();
  announce(one("[data-bulk-count]")?.textContent ?? "");
}

document.addEventListener("click", event => {
  const box = event.target.closest?.("table[data-rows] tbody .sel input[type=checkbox]");
  if (!box) return;
  if (isAll) {
    isAll = false;
    selected = new Set(boxes().map(other => other.value));
  }
  const here = boxes();
  const place = here.indexOf(box);
  const isRange = event.shiftKey && anchor >= 0;
  const range = isRange ? here.slice(Math.min(anchor, place), Math.max(anchor, place) + 1) : [box];
  for (const other of range) change(other, box.checked);
  anchor = place;
  setTimeout(settle); // once the box has its own new state
});

whole?.addEventListener("change", () => {
  isAll = false;
  for (const box of boxes()) change(box, whole.checked);
  settle();
});

on("click", "[data-bulk-all]", event => {
  event.preventDefault();
  isAll = true;
  settle();
});

on("click", "[data-bulk-clear]", event => {
  event.preventDefault();
  isAll = false;
  selected.clear();
  settle();
});

// On the page of what is selected a row goes at once.
on("click", "[data-drop]", (event, button) => {
  event.preventDefault();
  const row = button.closest("tr");
  const next = one("[data-drop]", row.nextElementSibling ?? row.previousElementSibling ?? row);
  selected.delete(button.value);
  row.remove();
  if (next?.isConnected) next.focus();
  settle();
});

// What the page does not show goes along as hidden fields.
form.addEventListener("formdata", event => {
  const field = boxes()[0]?.name ?? "id";
  event.formData.set("list", address());
  if (isAll) {
    event.formData.delete(field);
    return event.formData.set("all", "1");
  }
  const sent = new Set(event.formData.getAll(field));
  for (const id of selected) if (!sent.has(id)) event.formData.append(field, id);
});

addEventListener("pageshow", event => { if (event.persisted) show(); });
show();
