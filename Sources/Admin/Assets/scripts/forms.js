// Forms: the first error has the focus, nothing is sent twice, nothing typed is lost.
import { all, announce, make, memory, methodOf, on, one, say } from "./page.js";

if (one("[data-lookup]")) await import("./lookup.js"); // its hidden fields belong to what is compared below

(one("main [aria-invalid=true]") ?? one("main [data-focus]"))?.focus();

// Sent once. The button stays enabled until the browser has read which one it was.
on("submit", "form", (event, form) => {
  if (event.defaultPrevented || methodOf(form) !== "post") return;
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "1";
  setTimeout(() => {
    for (const button of buttons(form)) button.ariaDisabled = "true";
  });
  setTimeout(() => { form.ariaBusy = "true"; }, 400);
  if (form.hasAttribute("data-download")) setTimeout(() => rest(form), 3000);
});

const buttons = form => [...form.elements].filter(field => field.type === "submit");

function rest(form) {
  delete form.dataset.sending;
  form.ariaBusy = null;
  for (const button of buttons(form)) button.ariaDisabled = null;
}

addEventListener("pageshow", event => { if (event.persisted) all("form[data-sending]").forEach(rest); });

// Guarded forms: a save bar while something differs, a question before leaving, a draft for the day the session ends.
const isKept = field => (field.name || field.dataset.lookup !== undefined) && !field.closest("[data-secret]")
  && !["password", "file", "submit", "button", "reset"].includes(field.type)
  && (field.type !== "hidden" || field.dataset.lookupValue !== undefined);

const valueOf = field => ["checkbox", "radio"].includes(field.type) ? field.checked : field.value;

function state(form) {
  return [...form.elements].filter(isKept).map(field => [field.name || field.id, valueOf(field)]);
}

const draftOf = form => `draft:${location.pathname}:${form.getAttribute("action") ?? ""}`;
const versionOf = form => form.elements.version?.value ?? "";

function guard(form) {
  const bar = one("[data-savebar]", form);
  const first = JSON.stringify(state(form));
  const begins = form.hasAttribute("data-keep");
  let timer = 0;
  const isDirty = () => begins || JSON.stringify(state(form)) !== first;
  const look = () => {
    form.toggleAttribute("data-changed", isDirty());
    if (bar) bar.hidden = !isDirty();
  };
  const keep = () => {
    if (isDirty()) memory.set(draftOf(form), { version: versionOf(form), state: state(form) });
    else memory.drop(draftOf(form));
  };
  form.addEventListener("input", () => {
    look();
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  form.addEventListener("change", look);
  form.addEventListener("reset", () => {
    memory.drop(draftOf(form));
    setTimeout(() => {
      all("[data-draft-note]", form).forEach(note => note.remove());
      form.dispatchEvent(new Event("input"));
    });
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    memory.set(draftOf(form), { version: versionOf(form), state: state(form), isSent: true });
  });
  if (!begins) restore(form);
  look();
}

/** Puts a draft back, unless the record has changed since. */
function restore(form) {
  const draft = memory.get(draftOf(form));
  const fields = [...form.elements].filter(isKept);
  const fits = draft && draft.version === versionOf(form) && draft.state.length === fields.length
    && fields.every((field, index) => (field.name || field.id) === draft.state[index][0]);
  if (!fits) return memory.drop(draftOf(form));
  fields.forEach((field, index) => {
    const value = draft.state[index][1];
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
  });
  const text = say("restored", "What you had typed here is back.");
  const undo = make("button", { type: "reset", className: "btn btn-s", textContent: say("discard", "Discard") });
  const note = make("div", { className: "banner info" }, make("div", { textContent: text }), undo);
  note.dataset.draftNote = "";
  form.prepend(note);
  announce(text);
}

// What was sent has arrived, unless the way led to the sign-in page.
function clearSent(hasArrived) {
  for (const name of memory.names("draft:")) {
    const draft = memory.get(name);
    if (!draft?.isSent) continue;
    if (hasArrived) memory.drop(name);
    else memory.set(name, { ...draft, isSent: false });
  }
}

if (location.pathname !== "/sign-in") clearSent(!document.referrer.endsWith("/sign-in"));
all("form[data-form]").forEach(guard);

addEventListener("beforeunload", event => {
  if (one("form[data-form][data-changed]:not([data-sending])")) event.preventDefault();
});
