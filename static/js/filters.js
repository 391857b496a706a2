// The sheet of filters on a phone: it closes when its search is sent.
document.addEventListener("submit", (event) => {
  const sheet = event.target.matches("[data-filters]") && event.target.querySelector("[popover]:popover-open");
  if (sheet) sheet.hidePopover();
});
