// <form data-passkey="make | use" data-options="id of the JSON" or data-options-url="…">: the browser's own passkey dialog
// (WebAuthn), its answer goes into the field "credential". Forms that need it stay hidden where there is none.
import { attach } from "./attach.js";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

function readable(options) {
  const result = { ...options, challenge: bytes(options.challenge) };
  if (options.user) result.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) result.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) result.allowCredentials = known(options.allowCredentials);
  return result;
}

function sendable(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function offered({ dataset }) {
  if (dataset.options) return JSON.parse(document.getElementById(dataset.options).textContent);
  const answer = await fetch(dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function make(form) {
  const { publicKey } = (await offered(form)).creation_options;
  const alone = form.elements.passwordless?.checked ?? false;
  const selection = { ...publicKey.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  if (alone) selection.userVerification = "required";
  return navigator.credentials.create({ publicKey: readable({ ...publicKey, authenticatorSelection: selection }) });
}

async function use(form) {
  const { publicKey } = (await offered(form)).request_options;
  return navigator.credentials.get({ publicKey: readable(publicKey) });
}

attach("form[data-passkey]", (form) => {
  if (!window.PublicKeyCredential) return;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const refused = form.querySelector("[data-passkey-refused]");
    refused.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(sendable(await (form.dataset.passkey === "make" ? make(form) : use(form))));
      form.submit();
    } catch {
      refused.hidden = false;
    }
  });
});
