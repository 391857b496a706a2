// <div data-formset="prefix">: [data-formset-rows] holds [data-formset-row]s, <template data-formset-empty> a row with
// __prefix__, [data-formset-add] and [data-formset-remove] (both may start hidden) change them. TOTAL_FORMS is kept.
import { attach } from "./attach.js";

export const shown = (formset) => [...formset.querySelectorAll("[data-formset-row]")].filter((row) => !row.hidden);

/** Add an empty row and return it. */
export function addRow(formset) {
  const total = formset.ownerDocument.querySelector(`[name="${formset.dataset.formset}-TOTAL_FORMS"]`);
  const html = formset.querySelector("template[data-formset-empty]").innerHTML.replaceAll("__prefix__", total.value);
  const rows = formset.querySelector("[data-formset-rows]");
  rows.insertAdjacentHTML("beforeend", html);
  total.value = Number(total.value) + 1;
  const row = rows.lastElementChild;
  prepare(row);
  formset.dispatchEvent(new CustomEvent("formset:changed", { bubbles: true }));
  return row;
}

/** Take a row away: marked for deletion where the server knows it or numbers must not shift, emptied of values. */
export function removeRow(row) {
  const formset = row.closest("[data-formset]");
  const mark = row.querySelector('[name$="-DELETE"]');
  if (mark) mark.checked = true;
  else for (const control of row.querySelectorAll("input:not([type=hidden]), select, textarea")) control.value = "";
  row.hidden = true;
  formset.dispatchEvent(new CustomEvent("formset:changed", { bubbles: true }));
}

function prepare(row) {
  for (const button of row.querySelectorAll("[data-formset-remove]")) button.hidden = false;
  const mark = row.querySelector('[name$="-DELETE"]');
  const line = mark?.closest("[data-formset-delete]");
  if (line) line.hidden = true;
}

attach("[data-formset]", (formset) => {
  for (const button of formset.querySelectorAll("[data-formset-add]")) button.hidden = false;
  for (const row of formset.querySelectorAll("[data-formset-row]")) prepare(row);
  formset.addEventListener("click", (event) => {
    if (event.target.closest("[data-formset-add]")) addRow(formset).querySelector("input:not([type=hidden]), select, textarea")?.focus();
    const remove = event.target.closest("[data-formset-remove]");
    if (remove) {
      removeRow(remove.closest("[data-formset-row]"));
      formset.querySelector("[data-formset-add]")?.focus();
    }
  });
});
