// <input type="hidden" data-zone-input>: the browser's time zone, for who signs up.
import { attach } from "./attach.js";

attach("[data-zone-input]", (input) => { input.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? ""; });
