// What makes the pages pleasant; each works without it. Behaviours are hooked by data-*, and a page loads those it has hooks for.
const BEHAVIOURS = {
  "[data-copy-from]": () => import("./copy.js"),
  "[data-counter]": () => import("./counter.js"),
  "[data-crop]": () => import("./crop.js"),
  "[data-days], [data-reach]": () => import("./days.js"),
  "[data-dialog-open]": () => import("./dialog.js"),
  "[data-draft], [data-draft-clear]": () => import("./draft.js"),
  "[data-dropdown]": () => import("./dropdown.js"),
  "[data-formset]": () => import("./formset.js"),
  "[data-hours]": () => import("./hours.js"),
  "[data-keep-current]": () => import("./subnav.js"),
  "[data-pick]": () => import("./pick.js"),
  "[data-passkey]": () => import("./passkey.js"),
  "[data-share]": () => import("./share.js"),
  "[data-code], [data-wait]": () => import("./code.js"),
  "[data-countdown]": () => import("./countdown.js"),
  "[data-zone-input]": () => import("./zone-input.js"),
  "[data-zone-form]": () => import("./zone.js"),
  "[data-focus], [hx-get], [hx-post], [hx-target]": () => import("./parts.js"),
};

function load(root) {
  for (const [hook, behaviour] of Object.entries(BEHAVIOURS)) {
    if (root.matches?.(hook) || root.querySelector(hook)) {
      delete BEHAVIOURS[hook];
      behaviour();
    }
  }
}

load(document);
document.addEventListener("htmx:load", (event) => load(event.detail.elt));

// Shows a page of its own when there is no network.
addEventListener("load", () => { navigator.serviceWorker?.register("/service-worker.js").catch(() => {}); });
