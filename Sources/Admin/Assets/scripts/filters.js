// Forms of a list: sent on change, with addresses that hold only what was chosen; and the counts of saved views.
import { all, methodOf, on } from "./page.js";

on("change", "form[data-auto]", (event, form) => form.requestSubmit());

document.addEventListener("formdata", event => {
  if (methodOf(event.target) !== "get") return;
  const empty = [...new Set(event.formData.keys())].filter(name => event.formData.getAll(name).every(value => value === ""));
  for (const name of empty) event.formData.delete(name);
});

// Counts come after the page, as texts: {"total": "412", "views": {"all": "412", "to-ship": "37"}}. A list whose counts do
// not come is still the list.
async function counts(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  return response.ok ? response.json() : {};
}

function put(mark, text) {
  mark.hidden = text == null;
  mark.textContent = text ?? "";
}

for (const tabs of all("[data-counts]")) {
  counts(tabs.dataset.counts).then(texts => {
    for (const mark of all("[data-count]", tabs)) put(mark, texts.views?.[mark.dataset.count]);
  }, () => {});
}
for (const mark of all("[data-total]")) counts(mark.dataset.total).then(texts => put(mark, texts.total), () => {});
