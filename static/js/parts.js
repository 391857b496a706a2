// Where htmx brings parts of a page: what failed is said, and the focus goes along.
import { toast } from "./attach.js";

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
