// j and k go to the next and the previous application. They can be switched off, for those who speak to their computer.
const KEPT = "vetting-keys";
const choice = document.querySelector("[data-keys]");
const box = choice?.querySelector("input");

function isOn() {
  return box?.checked;
}

if (box) {
  try {
    box.checked = localStorage.getItem(KEPT) !== "off";
  } catch {
    // no storage: they are on
  }
  choice.hidden = false;
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, box.checked ? "on" : "off");
    } catch {
      // it holds for this page
    }
  });
}

document.addEventListener("keydown", (event) => {
  const types = event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  if (!isOn() || types || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`)?.click();
});
