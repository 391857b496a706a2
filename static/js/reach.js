// <div data-reach="id">: a bar that leads to the element; out of the way while the element is on the screen.
const bar = document.querySelector("[data-reach]");
const target = bar && document.getElementById(bar.dataset.reach);

if (target) new IntersectionObserver(([entry]) => { bar.hidden = entry.isIntersecting; }, { rootMargin: "0px 0px -30% 0px" }).observe(target);
