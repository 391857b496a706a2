// What makes the pages pleasant; each works without it. Behaviours are hooked by data-*, and a page loads those it has hooks for.
const BEHAVIOURS = {
  "[data-conversation]": () => import("./conversation.js"),
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
  "[data-starts]": () => import("./starts.js"),
  "[data-share]": () => import("./share.js"),
  "[data-code], [data-wait]": () => import("./code.js"),
  "[data-countdown]": () => import("./countdown.js"),
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

/** Say one of the sentences that [data-toasts] carries, for a few seconds. */
function toast(name) {
  const place = document.querySelector("[data-toasts]");
  if (!place) return;
  const line = document.createElement("p");
  line.className = "toast";
  line.textContent = place.dataset[name];
  place.append(line);
  setTimeout(() => line.remove(), 4000);
}

document.addEventListener("toast", (event) => toast(event.detail));
document.addEventListener("htmx:sendError", () => toast("failed"));
document.addEventListener("htmx:responseError", () => toast("failed"));

// [data-focus]: gets the focus when the page opens with it (errors) or htmx brings it (the times of a day).
const first = document.querySelector(".form-errors[data-focus]");
if (first) first.focus();

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.elt;
  const place = target.matches?.("[data-focus]") ? target : target.querySelector?.("[data-focus]");
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: place.getBoundingClientRect().bottom < innerHeight && place.getBoundingClientRect().top >= 0 });
});

// The sheet of filters on a phone closes when its search is sent, and what was found comes back into sight.
document.addEventListener("submit", (event) => {
  const sheet = event.target.matches("[data-filters]") && event.target.querySelector("[popover]:popover-open");
  if (sheet) sheet.hidePopover();
});

document.addEventListener("htmx:afterSettle", () => {
  const results = document.getElementById("results");
  if (results?.getBoundingClientRect().top < 0) results.scrollIntoView();
});

// htmx looks through the whole page when it starts, which keeps a phone busy. Where only the filters want it, it comes
// when somebody first touches them, and what they chose until then is told to it.
const later = document.querySelector("[data-htmx]");

if (later) {
  let chosen;
  const TOUCHES = ["focusin", "input", "change"];
  const start = () => {
    const script = document.createElement("script");
    script.src = later.href;
    script.addEventListener("load", () => {
      for (const type of TOUCHES) document.removeEventListener(type, touch);
      chosen?.dispatchEvent(new Event("change", { bubbles: true }));
    });
    document.head.append(script);
  };
  const touch = ({ type, target }) => {
    if (!target.closest?.("[data-filters]")) return;
    if (type !== "focusin") chosen = target;
    if (!later.isConnected) return;
    later.remove();
    if (document.readyState === "complete") start();
    else addEventListener("load", start); // before that htmx would wait for an event that is over
  };
  for (const type of TOUCHES) document.addEventListener(type, touch);
  addEventListener("popstate", ({ state }) => {
    if (state?.htmx && !window.htmx) location.reload(); // htmx left that page behind before this one was opened
  });
}

// What a search offers while somebody types comes when they begin.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.("[data-completes]")) import("./complete.js").then(({ complete }) => complete(target));
});

// Shows a page of its own when there is no network.
addEventListener("load", () => { navigator.serviceWorker?.register("/service-worker.js").catch(() => {}); });

// The reader's time zone: told to the club once, so that every time on the page is theirs; and the footer's list of zones.
// Temporal knows it at once; to make a DateTimeFormat keeps a phone busy for a tenth of a second.
const mine = globalThis.Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
const { zone, zoneUrl } = document.body.dataset;
const form = document.querySelector("[data-zone-form]");
const list = document.querySelector("[data-zones]");

async function tell() {
  const body = new URLSearchParams({ zone: mine, quiet: "1", next: "/" });
  const token = form.elements.csrfmiddlewaretoken.value;
  const answer = await fetch(zoneUrl, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" });
  if (answer.type === "opaqueredirect" && document.cookie.includes("zone=")) await show();
}

// The same page in the reader's zone takes the place of this one, unless they have begun to write or to move.
async function show() {
  const main = document.getElementById("main");
  if (!main.querySelector("time")) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const typed = [...main.querySelectorAll("textarea, input")].some((control) => control.value !== control.defaultValue);
  if (!answer.ok || typed || main.contains(document.activeElement)) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("[data-zone-name]").textContent = page.querySelector("[data-zone-name]").textContent;
  main.replaceChildren(...page.getElementById("main").childNodes);
  window.htmx?.process(main);
  main.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: main } }));
}

if (zoneUrl && mine && mine !== zone && form && !sessionStorage.getItem("zone-told")) {
  sessionStorage.setItem("zone-told", mine); // once a visit, also where cookies are refused
  tell().catch(() => {});
}

// The list has the cities of the page of zones, which is asked for once somebody wants to type.
form?.addEventListener("focusin", async () => {
  const answer = await fetch(list.dataset.zones, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  list.append(...[...page.querySelectorAll("select[name=zone] option")].map((option) => new Option("", option.text.trim())));
}, { once: true });

// Sign-up keeps the zone with the new account.
for (const input of document.querySelectorAll("[data-zone-input]")) input.value ||= mine ?? "";
