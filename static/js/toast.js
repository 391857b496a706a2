/** Say one of the sentences that [data-toasts] carries, for a few seconds. */
export function toast(name) {
  const place = document.querySelector("[data-toasts]");
  if (!place) return;
  const line = document.createElement("p");
  line.className = "toast";
  line.textContent = place.dataset[name];
  place.append(line);
  setTimeout(() => line.remove(), 4000);
}

document.addEventListener("htmx:sendError", () => toast("failed"));
document.addEventListener("htmx:responseError", () => toast("failed"));
