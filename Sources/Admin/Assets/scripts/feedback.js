// Toasts go after ten seconds unless somebody is at them; [data-copy] puts its text on the clipboard, [data-copy-link] a
// path of this site as a whole address.
import { all, announce, make, on, one, say } from "./page.js";

const stays = 10000;

function attend(toast) {
  if (toast.dataset.attended !== undefined) return;
  toast.dataset.attended = "";
  let timer = 0;
  const begin = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), stays);
  };
  const hold = () => clearTimeout(timer);
  for (const type of ["pointerenter", "focusin"]) toast.addEventListener(type, hold);
  for (const type of ["pointerleave", "focusout"]) toast.addEventListener(type, begin);
  const clean = one(":scope > a[href]", toast);
  if (clean) history.replaceState(history.state, "", clean.href); // not said again when the page is loaded again
  announce(toast.textContent.trim().replace(/\s+/g, " "));
  begin();
}

// The link that closes it leads to the page without it: the same page, so nothing is loaded.
on("click", ".toast > a", (event, link) => {
  event.preventDefault();
  link.closest(".toast").remove();
});

/** Also where the clipboard is closed to pages that came without encryption. */
async function copy(text, near) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = make("textarea", { value: text, className: "hush" });
  near.after(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  near.focus();
  if (!isDone) throw new Error();
}

on("click", "[data-copy], [data-copy-link]", async (event, button) => {
  event.preventDefault();
  let text = say("copied", "Copied");
  try {
    await copy(button.dataset.copy ?? location.origin + button.dataset.copyLink, button);
  } catch {
    text = say("not-copied", "Could not be copied");
  }
  button.dataset.copied = text;
  announce(text);
  setTimeout(() => { delete button.dataset.copied; }, 1600);
});

const attendAll = () => all(".toast").forEach(attend);
attendAll();
document.addEventListener("filled", attendAll);
