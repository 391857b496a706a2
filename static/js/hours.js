// Inside [data-hours], each day is a [data-hours-day="0…6"] that is, or holds, a data-formset of its own.
// <button data-hours-copy="all|weekdays" hidden> copies the day's times to the others.
import { attach } from "./attach.js";
import { addRow, removeRow, shown } from "./formset.js";

const formsetOf = (day) => (day.matches("[data-formset]") ? day : day.querySelector("[data-formset]"));
const controls = (row) => [...row.querySelectorAll("input[type=time], select")];

attach("[data-hours]", (hours) => {
  for (const button of hours.querySelectorAll("[data-hours-copy]")) button.hidden = false;
  hours.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hours-copy]");
    if (!button) return;
    const from = button.closest("[data-hours-day]");
    const times = shown(formsetOf(from)).map((row) => controls(row).map((control) => control.value)).filter((row) => row.some(Boolean));
    for (const day of hours.querySelectorAll("[data-hours-day]")) {
      if (day === from || (button.dataset.hoursCopy === "weekdays" && Number(day.dataset.hoursDay) > 4)) continue;
      const formset = formsetOf(day);
      shown(formset).forEach(removeRow);
      for (const values of times) {
        const row = addRow(formset);
        controls(row).forEach((control, place) => { control.value = values[place] ?? ""; });
      }
    }
  });
});
