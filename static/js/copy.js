// <button data-copy-from="id of a control or element" hidden>: what stands there goes to the clipboard.
import { attach } from "./attach.js";

const say = (name) => document.dispatchEvent(new CustomEvent("toast", { detail: name }));

attach("[data-copy-from]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copyFrom);
    try {
      await navigator.clipboard.writeText(source.value || source.textContent.trim());
      say("copied");
    } catch {
      say("failed");
    }
  });
});
