// The team's pages come from unfold. What its markup keeps from screen readers and keyboards is mended here.
function mend(root) {
  for (const icon of root.querySelectorAll(".material-symbols-outlined")) {
    if (icon.hasAttribute("x-on:click")) {
      icon.setAttribute("role", "button");
      icon.setAttribute("aria-label", icon.title || "Menu");
      icon.tabIndex = 0;
    } else icon.setAttribute("aria-hidden", "true"); // its letters are the name of a picture
  }
  for (const region of root.querySelectorAll("[role=region][aria-label='scrollable content']")) {
    region.removeAttribute("role"); // many parts of one name tell nobody where they are
    region.removeAttribute("aria-label");
  }
}

function mendPage() {
  document.getElementById("main")?.setAttribute("role", "main");
  document.querySelector(".object-tools")?.setAttribute("role", "presentation"); // a list with things that are no items
  document.getElementById("searchbar-submit")?.setAttribute("aria-label", document.getElementById("searchbar")?.placeholder || "⌕");
  for (const home of document.querySelectorAll('a[href$="/admin/"]')) {
    if (!home.textContent.trim() || home.querySelector(".material-symbols-outlined")) home.setAttribute("aria-label", document.title.split("|").pop().trim());
  }
  const actions = document.querySelector('a[x-on\\:click^="showActions"]'); // opens the page's actions on a phone
  for (const { dataset } of document.querySelectorAll("[data-label]")) dataset.label = dataset.label.charAt(0).toUpperCase() + dataset.label.slice(1);
  for (const heading of document.querySelectorAll("#changelist-filter h3")) heading.setAttribute("aria-level", "2"); // there is no h2
  if (actions) mendActions(actions);
  mend(document);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node.parentElement) mend(node.parentElement);
  }).observe(document.body, { childList: true, subtree: true });
}

function mendActions(link) {
  const list = link.parentElement.querySelector("ul");
  const tell = () => link.setAttribute("aria-expanded", list.classList.contains("max-lg:flex"));
  link.setAttribute("aria-label", document.querySelector("meta[name=word-actions]").content);
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => event.preventDefault()); // its address is "#", the top of the page
  new MutationObserver(tell).observe(list, { attributeFilter: ["class"] });
  tell();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mendPage);
else mendPage();

document.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && event.target.matches("span[role=button], a[role=button]")) {
    event.preventDefault();
    event.target.click();
  }
});
