// <nav data-keep-current>: on a phone the row scrolls; start where the current page's link can be seen.
import { attach } from "./attach.js";

attach("[data-keep-current]", (nav) => {
  const current = nav.querySelector("[aria-current]");
  if (current) nav.scrollLeft += current.getBoundingClientRect().left - nav.getBoundingClientRect().left - (nav.clientWidth - current.offsetWidth) / 2;
});
