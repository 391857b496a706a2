// The sheet of filters on a phone closes when its search is sent, and what was found comes back into sight.
document.addEventListener("submit", (event) => {
  const sheet = event.target.matches("[data-filters]") && event.target.querySelector("[popover]:popover-open");
  if (sheet) sheet.hidePopover();
});

document.addEventListener("htmx:afterSettle", () => {
  const results = document.getElementById("results");
  if (results?.getBoundingClientRect().top < 0) results.scrollIntoView();
});
