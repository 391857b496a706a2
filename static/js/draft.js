// <form data-draft="name"> keeps what is typed until it is sent; [data-draft-clear="name"] on the page after forgets it.
// [data-draft-kept] (starts hidden) says so.
import { attach, store } from "./attach.js";

const kept = (form) => [...form.elements].filter((control) =>
  control.name && !["hidden", "password", "file", "submit", "button"].includes(control.type) && control.name !== "csrfmiddlewaretoken");

attach("[data-draft-clear]", (mark) => store.remove(`draft:${mark.dataset.draftClear}`));

attach("form[data-draft]", (form) => {
  for (const line of form.querySelectorAll("[data-draft-kept]")) line.hidden = false;
  const key = `draft:${form.dataset.draft}`;
  // What the server sent back after an error is newer than the draft.
  if (!form.querySelector(".field--error, .form-errors")) {
    let draft = {};
    try { draft = JSON.parse(store.get(key)) || {}; } catch { /* an old shape: start afresh */ }
    for (const control of kept(form)) {
      const values = draft[control.name];
      if (!values) continue;
      if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
      else if (control.type === "select-multiple") for (const option of control.options) option.selected = values.includes(option.value);
      else if (!control.value) control.value = values[0] ?? "";
    }
    document.dispatchEvent(new CustomEvent("draft:restored"));
  }
  let timer;
  const keep = () => {
    const draft = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string") (draft[name] ??= []).push(value);
    for (const control of kept(form)) draft[control.name] ??= [];
    delete draft.csrfmiddlewaretoken;
    store.set(key, JSON.stringify(draft));
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 300); });
  addEventListener("pagehide", () => { if (timer) keep(); });
  form.addEventListener("submit", keep);
});
