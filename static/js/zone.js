// The reader's time zone: told to the club once, so that every time on the page is theirs; and the footer's list of zones.
const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
const { zone, zoneUrl } = document.body.dataset;
const form = document.querySelector("[data-zone-form]");

async function tell() {
  const body = new URLSearchParams({ zone: mine, quiet: "1", next: "/" });
  const token = form.elements.csrfmiddlewaretoken.value;
  const answer = await fetch(zoneUrl, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" });
  const typed = [...document.querySelectorAll("main textarea, main input")].some((control) => control.value !== control.defaultValue);
  if (answer.type === "opaqueredirect" && document.cookie.includes("zone=") && document.querySelector("main time") && !typed) location.reload();
}

if (zoneUrl && mine && mine !== zone && form && !sessionStorage.getItem("zone-told")) {
  sessionStorage.setItem("zone-told", mine); // once a visit, also where cookies are refused
  tell().catch(() => {});
}

form?.addEventListener("focusin", () => {
  const list = document.getElementById("zones");
  if (list.options.length || !Intl.supportedValuesOf) return;
  list.append(...Intl.supportedValuesOf("timeZone").map((name) => new Option(name, name)));
});

// Sign-up keeps the zone with the new account.
for (const input of document.querySelectorAll("[data-zone-input]")) input.value ||= mine ?? "";
