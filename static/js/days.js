// <table data-days>: one tab stop for all its days; arrows, Home and End move between those that are links.
import { attach } from "./attach.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

attach("[data-days]", (table) => {
  // Rows that a phone leaves out cannot be reached, nor can days without free times.
  const days = () => [...table.querySelectorAll("tbody td > a")].filter((day) => day.offsetParent);
  const cells = [...table.querySelectorAll("tbody td")];
  const place = (day) => cells.indexOf(day.parentElement);
  const stop = (at) => { for (const day of days()) day.tabIndex = day === at ? 0 : -1; };

  stop(table.querySelector("[aria-current]") ?? days()[0]);
  table.addEventListener("focusin", (event) => stop(event.target));
  table.addEventListener("keydown", (event) => {
    const from = event.target.closest("td > a");
    if (!from || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const free = days();
    let to;
    if (event.key === "Home" || event.key === "End") {
      const week = free.filter((day) => day.closest("tr") === from.closest("tr"));
      to = week.at(event.key === "Home" ? 0 : -1);
    } else if (event.key in STEPS) {
      let step = STEPS[event.key];
      if (Math.abs(step) === 1 && getComputedStyle(table).direction === "rtl") step = -step;
      const ahead = free.filter((day) => (place(day) - place(from)) * step > 0 && (place(day) - place(from)) % step === 0);
      to = ahead.at(step > 0 ? 0 : -1);
    } else return;
    event.preventDefault();
    to?.focus();
  });
});

// <div data-reach="id">: a bar that leads to the element; out of the way while the element is on the screen.
const bar = document.querySelector("[data-reach]");
const target = bar && document.getElementById(bar.dataset.reach);

if (target) new IntersectionObserver(([entry]) => { bar.hidden = entry.isIntersecting; }, { rootMargin: "0px 0px -30% 0px" }).observe(target);
