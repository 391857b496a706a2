// Inside [data-hours], each day is a [data-hours-day="0…6"] that is, or holds, a data-formset of its own.
// <button data-hours-copy="all|weekdays" hidden> copies the day's times to the others. [data-hours-sum] of the same form says what
// they come to, in the words of data-hours-sum-one or -many with %s for the number.
import { attach } from "./attach.js";
import { addRow, removeRow, shown } from "./formset.js";

const formsetOf = (day) => (day.matches("[data-formset]") ? day : day.querySelector("[data-formset]"));
const controls = (row) => [...row.querySelectorAll("input[type=time], select")];

const DAY = 24 * 60;
const minutesOf = (text) => { const [hour, minute] = text.split(":").map(Number); return hour * 60 + minute; };

/** Hours a week; what runs into another day's times counts once. */
function sumOf(hours) {
  const minutes = new Set();
  for (const day of hours.querySelectorAll("[data-hours-day]")) {
    for (const row of shown(formsetOf(day))) {
      const [from, until] = controls(row).map((control) => control.value);
      if (!from || !until) continue;
      const first = Number(day.dataset.hoursDay) * DAY + minutesOf(from);
      const length = minutesOf(until) - minutesOf(from);
      for (let minute = first; minute < first + (length > 0 ? length : length + DAY); minute += 1) minutes.add(minute % (7 * DAY));
    }
  }
  return Math.round(minutes.size / 6) / 10;
}

/** Says beside each time that ends before it starts that it ends the next day. */
function sayOvernight(hours) {
  for (const note of hours.querySelectorAll("[data-hours-overnight]")) {
    const [from, until] = controls(note.closest("[data-formset-row]")).map((control) => control.value);
    note.hidden = !(from && until && until < from);
  }
}

function saySum(hours) {
  const place = hours.closest("form")?.querySelector("[data-hours-sum]");
  if (!place) return;
  const sum = sumOf(hours);
  const words = sum === 1 ? place.dataset.hoursSumOne : place.dataset.hoursSumMany;
  const text = words.replace("%s", sum.toLocaleString(document.documentElement.lang));
  if (place.textContent !== text) place.textContent = text;
}

attach("[data-hours]", (hours) => {
  const tell = () => { saySum(hours); sayOvernight(hours); };
  for (const name of ["input", "formset:changed"]) hours.addEventListener(name, tell);
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
    tell();
  });
});
