// What behaviours share; and where htmx brings parts of a page, what failed is said, and the focus goes along.

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

/** Say one of the sentences that [data-toasts] carries, for a few seconds. */
export function toast(name) {
  const place = document.querySelector("[data-toasts]");
  if (!place) return;
  const line = document.createElement("p");
  line.className = "toast";
  line.textContent = place.dataset[name];
  place.append(line);
  setTimeout(() => line.remove(), 4000);
}

document.addEventListener("htmx:sendError", () => toast("failed"));
document.addEventListener("htmx:responseError", () => toast("failed"));

// [data-focus]: gets the focus when the page opens with it (errors) or htmx brings it (the times of a day).
const first = document.querySelector(".form-errors[data-focus]");
if (first) first.focus();

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.elt;
  const place = target.matches?.("[data-focus]") ? target : target.querySelector?.("[data-focus]");
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: place.getBoundingClientRect().bottom < innerHeight && place.getBoundingClientRect().top >= 0 });
});

// The sheet of filters on a phone closes when its search is sent, and what was found comes back into sight.
document.addEventListener("submit", (event) => {
  const sheet = event.target.matches("[data-filters]") && event.target.querySelector("[popover]:popover-open");
  if (sheet) sheet.hidePopover();
});

document.addEventListener("htmx:afterSettle", () => {
  const results = document.getElementById("results");
  if (results?.getBoundingClientRect().top < 0) results.scrollIntoView();
});
