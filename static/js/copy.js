// <button data-copy="text" hidden> or data-copy-from="id of a control or element": to the clipboard.
import { attach } from "./attach.js";
import { toast } from "./toast.js";

attach("[data-copy], [data-copy-from]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copyFrom);
    try {
      await navigator.clipboard.writeText(button.dataset.copy || source.value || source.textContent.trim());
      toast("copied");
    } catch {
      toast("failed");
    }
  });
});
