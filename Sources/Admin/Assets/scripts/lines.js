// Repeated groups of fields: inside [data-rows-of] the template[data-row] is put into [data-row-list], and __row__ in it
// becomes the next number.
import { all, announce, make, on, one, say } from "./page.js";

for (const button of all("[data-remove-row]")) button.hidden = false;

on("click", "[data-add-row]", (event, button) => {
  const group = button.closest("[data-rows-of]");
  const [template, into] = [one("template[data-row]", group), one("[data-row-list]", group)];
  event.preventDefault(); // without this the button sends the form, and the server adds the row
  const number = Number(into.dataset.next ?? into.children.length);
  into.dataset.next = number + 1;
  const copy = make("template", { innerHTML: template.innerHTML.replaceAll("__row__", number) });
  const added = [...copy.content.children];
  for (const remove of all("[data-remove-row]", copy.content)) remove.hidden = false;
  into.append(copy.content);
  one("input:not([type=hidden]), select, textarea", added[0])?.focus();
  settle(into);
});

on("click", "[data-remove-row]", (event, button) => {
  const row = button.closest("[data-row-item]");
  if (!row) return;
  event.preventDefault();
  const into = row.parentElement;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (one("[data-remove-row]", next ?? into) ?? one("[data-add-row]", into.parentElement))?.focus();
  announce(say("removed", "Row removed"));
  settle(into);
});

function settle(into) {
  into.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
  into.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
}
