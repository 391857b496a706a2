// <p data-starts="420" data-minutes="Starts in %n minutes" …>: seconds until the start by the server's clock (negative
// after it), in words that stay right. [data-starts-told] says them aloud five minutes and one minute before, and at the
// start. [data-refreshes] is shown where the page does ask again.
import { attach } from "./attach.js";

const ALOUD = [300, 60, 0]; // seconds before the start
const HOUR = 3600;

function words({ dataset }, left) {
  const minutes = left > 0 ? Math.ceil(left / 60) : Math.floor(-left / 60);
  if (left > 24 * HOUR) return "";
  if (left > 2 * HOUR) return dataset.hours.replace("%n", Math.floor(left / HOUR + 0.5));
  if (left > 0) return (minutes === 1 ? dataset.minute : dataset.minutes).replace("%n", minutes);
  if (minutes < 1) return dataset.now;
  return (minutes === 1 ? dataset.minuteAgo : dataset.minutesAgo).replace("%n", minutes);
}

attach("[data-starts]", (line) => {
  const start = Date.now() + Number(line.dataset.starts) * 1000; // also counts the time that a laptop sleeps
  let before = Infinity;
  const tick = () => {
    if (!line.isConnected) return; // htmx has brought another
    const left = (start - Date.now()) / 1000;
    const text = words(line, left);
    if (line.textContent.trim() !== text) line.textContent = text;
    line.hidden = !text;
    const told = document.querySelector("[data-starts-told]");
    if (told && before !== Infinity && ALOUD.some((at) => before > at && left <= at)) told.textContent = text;
    before = left;
    setTimeout(tick, 1000);
  };
  tick();
});

attach("[data-refreshes]", (line) => { line.hidden = !window.htmx; });
