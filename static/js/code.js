// <input data-code="6">: sends its form at the sixth digit, once. <button data-wait="30" data-text="%s in %n">: not yet.
import { attach } from "./attach.js";

/** Seconds as 9:41. */
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

attach("input[data-code]", (input) => {
  let sent = false;
  input.addEventListener("input", () => {
    const digits = input.value.replace(/\D/g, "");
    if (sent || digits.length !== Number(input.dataset.code)) return;
    sent = true;
    input.value = digits;
    input.form.requestSubmit();
  });
});

attach("button[data-wait]", (button) => {
  const words = button.textContent.trim();
  const end = performance.now() + Number(button.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.text.replace("%n", clock(left)) : words;
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
});
