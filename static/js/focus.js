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
