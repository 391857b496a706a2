// <button data-share="id of the control with an address" data-share-title="…" hidden>: shares it, or else copies it.
// Without an id it shares the page: its canonical address, which has neither week nor day.
import { attach, toast } from "./attach.js";

attach("[data-share]", (button) => {
  if (!navigator.share && !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const id = button.dataset.share;
    const url = id ? document.getElementById(id).value : document.querySelector("link[rel=canonical]").href;
    try {
      if (navigator.share) {
        await navigator.share({ title: button.dataset.shareTitle, url });
      } else {
        await navigator.clipboard.writeText(url);
        toast("copied");
      }
    } catch (error) {
      if (error.name !== "AbortError") toast("failed"); // who closes the menu has not failed
    }
  });
});
