// <div data-formset="prefix" data-formset-least="0">: [data-formset-rows] holds [data-formset-row]s, <template data-formset-empty> a
// row with __prefix__, [data-formset-add] and [data-formset-remove] (both may start hidden) change them. TOTAL_FORMS is kept.
// Spare rows ([data-formset-spare], for browsers without scripts) go at once, but for as many as the least there must be.
import { attach } from "./attach.js";

const rowsOf = (formset) => [...formset.querySelectorAll("[data-formset-row]")];
const totalOf = (formset) => formset.ownerDocument.querySelector(`[name="${formset.dataset.formset}-TOTAL_FORMS"]`);
const markOf = (row) => row.querySelector('[name$="-DELETE"]');
const known = (row) => Boolean(row.querySelector('[name$="-uuid"]')?.value);

export const shown = (formset) => rowsOf(formset).filter((row) => !row.hidden);

/** Add an empty row and return it. */
export function addRow(formset) {
  const total = totalOf(formset);
  const html = formset.querySelector("template[data-formset-empty]").innerHTML.replaceAll("__prefix__", total.value);
  const rows = formset.querySelector("[data-formset-rows]");
  rows.insertAdjacentHTML("beforeend", html);
  total.value = Number(total.value) + 1;
  const row = rows.lastElementChild;
  prepare(row);
  changed(formset);
  return row;
}

/** Take a row away: marked for deletion where the server knows it, else emptied; the last ones leave the page. */
export function removeRow(row) {
  const formset = row.closest("[data-formset]");
  const mark = markOf(row);
  if (mark) mark.checked = true;
  else for (const control of row.querySelectorAll("input:not([type=hidden]), select, textarea")) control.value = "";
  row.hidden = true;
  const total = totalOf(formset);
  for (const last of rowsOf(formset).reverse()) {
    if (!last.hidden || known(last)) break;
    last.remove();
    total.value = Number(total.value) - 1;
  }
  changed(formset);
}

function changed(formset) {
  formset.dispatchEvent(new CustomEvent("formset:changed", { bubbles: true }));
}

function prepare(row) {
  for (const button of row.querySelectorAll("[data-formset-remove]")) button.hidden = false;
  const line = markOf(row)?.closest("[data-formset-delete]");
  if (line) line.hidden = true;
}

attach("[data-formset]", (formset) => {
  for (const button of formset.querySelectorAll("[data-formset-add]")) button.hidden = false;
  for (const row of rowsOf(formset)) prepare(row);
  const least = Number(formset.dataset.formsetLeast ?? 1);
  for (const row of rowsOf(formset).reverse()) if ("formsetSpare" in row.dataset && shown(formset).length > least) removeRow(row);
  formset.addEventListener("click", (event) => {
    if (event.target.closest("[data-formset-add]")) addRow(formset).querySelector("input:not([type=hidden]), select, textarea")?.focus();
    const remove = event.target.closest("[data-formset-remove]");
    if (remove) {
      removeRow(remove.closest("[data-formset-row]"));
      formset.querySelector("[data-formset-add]")?.focus();
    }
  });
});
