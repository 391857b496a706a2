// <div data-pick>: a search among the checkboxes of its <details>, which all start open with data-pick-open where there's room.
// [data-pick-search] may start hidden; [data-pick-chosen="… %n"] names what is checked, [data-pick-none] says that nothing matches.
import { attach } from "./attach.js";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();

attach("[data-pick]", (pick) => {
  const search = pick.querySelector("[data-pick-search]");
  const input = search.querySelector("input");
  const none = search.querySelector("[data-pick-none]");
  const chosen = search.querySelector("[data-pick-chosen]");
  const groups = [...pick.querySelectorAll("details")];
  const all = "pickOpen" in pick.dataset && matchMedia("(min-width: 48rem)").matches;
  const rest = () => { for (const group of groups) group.open ||= all; };
  const show = () => {
    const wanted = plain(input.value);
    let found = 0;
    for (const group of groups) {
      const whole = plain(group.querySelector("summary").textContent).includes(wanted);
      let here = 0;
      for (const choice of group.querySelectorAll("label")) {
        choice.hidden = !whole && !plain(choice.textContent).includes(wanted);
        here += !choice.hidden;
      }
      group.hidden = !here;
      group.open = wanted ? here > 0 : all || Boolean(group.querySelector(":checked"));
      found += here;
    }
    none.textContent = found ? "" : none.dataset.pickNone;
  };
  const name = () => {
    const names = [...pick.querySelectorAll("label:has(:checked)")].map((label) => label.textContent.trim());
    chosen.textContent = names.length ? chosen.dataset.pickChosen.replace("%n", names.join(", ")) : "";
    for (const group of groups) group.querySelector("summary .tag")?.remove(); // the line above says it, and stays true
  };
  input.addEventListener("input", (event) => { event.stopPropagation(); show(); }); // no part of the form that is saved
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  pick.addEventListener("change", name);
  document.addEventListener("draft:restored", name);
  search.hidden = false;
  rest();
  name();
});
