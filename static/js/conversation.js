// <ol data-conversation="address of what is new" data-read="address" data-last="number">: adds new messages while the tab
// is visible, and says that they are read. Without it the page has a button, and shows what is new when it is loaded.
import { attach } from "./attach.js";

const EVERY = 20_000; // milliseconds

attach("[data-conversation]", (list) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  let last = Number(list.dataset.last), said = 0, busy = false;

  const read = async () => {
    if (last <= said || !token) return;
    const number = last;
    const body = new URLSearchParams({ number, quiet: "1" });
    const answer = await fetch(list.dataset.read, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" });
    if (!answer.ok) return;
    said = number;
    const left = Number(await answer.text());
    document.querySelector("[data-mark-read]")?.remove();
    for (const badge of document.querySelectorAll("[data-unread]")) if (!left) badge.remove();
  };
  const look = async () => {
    const answer = await fetch(`${list.dataset.conversation}?after=${last}`, { redirect: "manual" });
    const lines = answer.ok ? (await answer.text()).trim() : "";
    if (!lines) return;
    list.insertAdjacentHTML("beforeend", lines);
    last = Math.max(last, ...[...list.children].map((line) => Number(line.dataset.number)));
    for (const input of document.querySelectorAll("#write [name=seen], [data-mark-read] [name=number]")) input.value = last;
  };
  const turn = async (step) => {
    if (busy || document.visibilityState !== "visible") return;
    busy = true;
    try { await step(); await read(); } catch { /* no network: the next turn tries again */ }
    busy = false;
  };

  turn(async () => {});
  setInterval(() => turn(look), EVERY);
  document.addEventListener("visibilitychange", () => turn(look));
});
