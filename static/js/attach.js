// What behaviours share.

/** Run `start(element)` once for each element that matches, now and after each htmx swap. */
export function attach(selector, start) {
  const seen = new WeakSet();
  const look = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      if (!seen.has(element)) {
        seen.add(element);
        start(element);
      }
    }
  };
  look(document);
  document.addEventListener("htmx:load", (event) => look(event.detail.elt));
}

/** localStorage that may be full or forbidden. */
export const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* then it is not kept */ } },
  remove(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
};

/** Say one of the sentences that [data-toasts] carries; app.js, which can't be imported, shows it. */
export const toast = (name) => document.dispatchEvent(new CustomEvent("toast", { detail: name }));
