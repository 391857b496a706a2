// [data-countdown="581"]: seconds left by the server's clock; shown in [data-left], told at two minutes and at thirty
// seconds in the live region [data-told], and [data-over] instead of [data-running] at the end.
import { attach } from "./attach.js";
import { clock } from "./code.js";


attach("[data-countdown]", (box) => {
  const [left, told] = [box.querySelector("[data-left]"), box.querySelector("[data-told]")];
  const [running, over] = [box.querySelector("[data-running]"), box.querySelector("[data-over]")];
  const end = performance.now() + Number(box.dataset.countdown) * 1000;
  const spoken = [[30, told.dataset.lastCall], [120, told.dataset.soon]];
  let last = Infinity;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    left.textContent = left.dataset.text.replace("%n", clock(seconds));
    left.hidden = false;
    const passed = spoken.find(([at]) => last > at && last !== Infinity && seconds <= at);
    if (passed) told.textContent = passed[1];
    last = seconds;
    if (seconds > 0) {
      setTimeout(tick, 1000);
      return;
    }
    running.hidden = true;
    over.hidden = false;
    told.textContent = over.querySelector("p").textContent.trim();
  };
  tick();
});
