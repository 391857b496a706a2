// <button data-copy-from="id of a control or element" hidden>: what stands there goes to the clipboard.
import { attach, toast } from "./attach.js";

attach("[data-copy-from]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copyFrom);
    try {
      await navigator.clipboard.writeText(source.value || source.textContent.trim());
      toast("copied");
    } catch {
      toast("failed");
    }
  });
});
