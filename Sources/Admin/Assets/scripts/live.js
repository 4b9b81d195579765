// Content that changes by itself: [data-live="/path" data-every="1000"] is asked for again until its answer holds
// [data-live-done]; a value there is the address to go to. [data-say] in it is read out when its text changes. While
// nothing changes it is asked for ever more rarely.
import { all, announce, fill, fragment, one } from "./page.js";

function follow(element) {
  if (element.dataset.following !== undefined || one("[data-live-done]", element)) return;
  element.dataset.following = "";
  const every = Math.max(Number(element.dataset.every) || 2000, 500);
  let pause = every;
  const rarest = Math.max(every, 8000);
  let shown = element.innerHTML;
  let said = one("[data-say]", element)?.textContent;

  async function ask() {
    if (!element.isConnected) return;
    if (document.hidden) return document.addEventListener("visibilitychange", ask, { once: true });
    try {
      const body = await fragment(element.dataset.live);
      const isSame = body.innerHTML === shown;
      shown = body.innerHTML;
      pause = isSame ? Math.min(pause * 1.5, rarest) : every;
      if (!isSame) put(body);
      if (finish()) return;
    } catch {
      pause = Math.min(pause * 2, 30000); // the page shows what it last knew and tries again, ever more rarely
    }
    setTimeout(ask, pause);
  }

  function put(body) {
    const focus = element.contains(document.activeElement) ? document.activeElement.id : "";
    fill(element, body.childNodes);
    if (focus) document.getElementById(focus)?.focus();
    const text = one("[data-say]", element)?.textContent;
    if (text && text !== said) announce(text);
    said = text;
  }

  function finish() {
    const done = one("[data-live-done]", element);
    if (done?.dataset.liveDone) location.replace(done.dataset.liveDone);
    return done !== null;
  }

  setTimeout(ask, pause);
}

const followAll = () => all("[data-live]").forEach(follow);
followAll();
document.addEventListener("filled", followAll);
