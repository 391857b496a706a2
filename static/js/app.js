// What makes the pages pleasant; each works without it. Behaviours are hooked by data-*.
import "./copy.js";
import "./counter.js";
import "./crop.js";
import "./dialog.js";
import "./draft.js";
import "./dropdown.js";
import "./filters.js";
import "./focus.js";
import "./formset.js";
import "./hours.js";
import "./reach.js";
import "./passkey.js";
import "./subnav.js";
import "./zone-input.js";
import "./zone.js";
