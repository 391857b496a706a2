// <span data-counter="id" data-max="1000" data-text="%n of %m" data-over="%n too many">: counts as the server does.
import { attach } from "./attach.js";

attach("[data-counter]", (output) => {
  const control = document.getElementById(output.dataset.counter);
  if (!control) return;
  const most = Number(output.dataset.max);
  control.removeAttribute("maxlength"); // a pasted text is not cut in silence
  const count = () => {
    const used = [...control.value.replace(/\r?\n/g, "\r\n")].length;
    const over = used - most;
    output.textContent = (over > 0 ? output.dataset.over : output.dataset.text)
      .replace("%n", over > 0 ? over : used).replace("%m", most);
    output.classList.toggle("field__count--near", over <= 0 && used > most * 0.9);
    output.classList.toggle("field__count--over", over > 0);
  };
  control.addEventListener("input", count);
  document.addEventListener("draft:restored", count);
  count();
});
