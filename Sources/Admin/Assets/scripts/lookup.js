// Fields that name a record: input[data-lookup="/admin/lookup/cus"]. Without this script the field takes an id or a
// number as text; with it, a list to choose from, and the field's name moves to a hidden input that holds the choice.
import { all, announce, busy, fill, fragment, isAborted, make, one, say } from "./page.js";

let count = 0;

function dress(input) {
  if (input.dataset.ready !== undefined) return;
  input.dataset.ready = "";
  const id = `lookup-${++count}`;
  const value = input.parentElement.querySelector("input[data-lookup-value]")
    ?? make("input", { type: "hidden", name: input.name, value: input.value });
  value.dataset.lookupValue = "";
  if (!value.isConnected) input.after(value);
  input.removeAttribute("name");
  if (input.dataset.label !== undefined) input.value = input.dataset.label;
  const list = make("div", { id, className: "menu choices", popover: "manual" });
  list.setAttribute("role", "listbox");
  list.ariaLabel = input.labels?.[0]?.textContent.trim() ?? "";
  value.after(list);
  Object.assign(input, { autocomplete: "off", ariaAutoComplete: "list", ariaExpanded: "false" });
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-controls", id);
  attend(input, value, list);
}

function attend(input, value, list) {
  let wait = 0;
  let asking = null;
  let current = -1;
  const options = () => all("[role=option]", list);

  const isOpen = () => list.matches(":popover-open");

  /** Under the field, as wide as it is. */
  function open() {
    const field = input.getBoundingClientRect();
    Object.assign(list.style, { left: `${field.left}px`, top: `${field.bottom}px`, width: `${field.width}px` });
    if (!isOpen()) list.showPopover();
    input.ariaExpanded = "true";
  }

  function close() {
    clearTimeout(wait);
    asking?.abort();
    if (isOpen()) list.hidePopover();
    current = -1;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
  }

  function point(index) {
    const shown = options();
    if (!shown.length) return;
    current = (index + shown.length) % shown.length;
    shown.forEach((option, place) => { option.ariaSelected = String(place === current); });
    input.setAttribute("aria-activedescendant", shown[current].id);
    shown[current].scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const separator = input.dataset.lookup.includes("?") ? "&" : "?";
    const address = `${input.dataset.lookup}${separator}q=${encodeURIComponent(input.value.trim())}`;
    try {
      const body = await busy(input, fragment(address, asking.signal));
      fill(list, body.childNodes);
      options().forEach((option, place) => { option.id = `${list.id}-${place}`; });
      current = -1;
      open();
      announce(say("found", "{n} found", { n: options().length }));
    } catch (error) {
      if (!isAborted(error)) announce(error.message);
    }
  }

  function choose(option) {
    value.value = option.dataset.value;
    input.value = (option.dataset.label ?? one("span", option)?.textContent ?? option.textContent).trim();
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
    value.dispatchEvent(new Event("input", { bubbles: true }));
  }

  input.addEventListener("input", () => {
    value.value = input.value; // free text is looked up by the server
    clearTimeout(wait);
    if (input.value.trim() === "") return close();
    wait = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen()) ask();
      else point(current + (event.key === "ArrowDown" ? 1 : current < 0 ? 0 : -1));
    } else if (event.key === "Enter" && isOpen() && current >= 0) {
      event.preventDefault();
      choose(options()[current]);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  addEventListener("scroll", () => { if (isOpen()) close(); }, { passive: true });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", event => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", event => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

const dressAll = () => all("[data-lookup]").forEach(dress);
dressAll();
document.addEventListener("filled", dressAll);
