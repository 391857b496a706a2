// <input data-completes="address">: a list of what its words may become, as an ARIA combobox. Enter without a choice
// searches as ever.
const WAIT = 150; // milliseconds without another letter
const GAP = 4;

export function complete(input) {
  const box = document.getElementById("completions");
  if (!box?.showPopover || input.role === "combobox") return;
  input.role = "combobox";
  input.autocomplete = "off";
  input.ariaAutoComplete = "list";
  input.ariaExpanded = "false";
  input.setAttribute("aria-controls", box.id);
  let timer, request, at = -1;

  const mark = (place) => {
    at = place;
    [...box.children].forEach((line, number) => { line.ariaSelected = String(number === at); });
    const line = box.children[at];
    if (line) input.setAttribute("aria-activedescendant", line.id);
    else input.removeAttribute("aria-activedescendant");
    line?.scrollIntoView({ block: "nearest" });
  };
  const place = () => {
    const { left, bottom, width } = input.closest(".search").getBoundingClientRect();
    const top = bottom + GAP;
    Object.assign(box.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, maxHeight: `${innerHeight - top - GAP}px` });
  };
  const close = () => {
    clearTimeout(timer);
    request?.abort();
    mark(-1);
    box.hidePopover();
    input.ariaExpanded = "false";
  };
  const ask = async () => {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    const query = new URLSearchParams({ q: input.value });
    const answer = await fetch(`${input.dataset.completes}?${query}`, { signal }).catch(() => null);
    const lines = answer?.ok ? await answer.text().catch(() => "") : "";
    if (signal.aborted) return;
    box.innerHTML = lines.trim();
    if (!box.children.length || document.activeElement !== input) return close();
    mark(-1);
    place();
    box.showPopover();
    input.ariaExpanded = "true";
  };

  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  };

  input.addEventListener("input", wait);
  input.addEventListener("keydown", (event) => {
    if (input.ariaExpanded !== "true" || event.isComposing) return;
    const number = box.children.length;
    if (event.key === "ArrowDown") mark(at + 1 < number ? at + 1 : -1);
    else if (event.key === "ArrowUp") mark(at < 0 ? number - 1 : at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) location.assign(box.children[at].dataset.url);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  box.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the input
  box.addEventListener("click", (event) => {
    const line = event.target.closest("[data-url]");
    if (line) location.assign(line.dataset.url);
  });
  addEventListener("scroll", () => { if (input.ariaExpanded === "true") place(); }, { capture: true, passive: true });
  if (input.value !== input.defaultValue) wait(); // typed while this file came
}
