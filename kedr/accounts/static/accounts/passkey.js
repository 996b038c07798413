// @ts-check
/** Passkeys: asks the server for a challenge, the device for its answer, and takes the answer back. */

const FAILED = "Не получилось. Попробуйте ещё раз или войдите по паролю.";

if (window.PublicKeyCredential && navigator.credentials) {
  for (const button of document.querySelectorAll("button[data-passkey]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.hidden = false;
    button.closest("#passkey-ways")?.removeAttribute("hidden");
    button.addEventListener("click", () => run(button));
  }
}

/** @param {HTMLButtonElement} button */
async function run(button) {
  button.disabled = true;
  say("");
  try {
    const options = await post(button, button.dataset.start ?? "", {});
    const credential = await (button.dataset.passkey === "create" ? create(options) : get(options));
    const answer = await post(button, button.dataset.finish ?? "", toJson(credential));
    location.assign(answer.to);
  } catch (error) {
    // The reader closed the device's window: nothing to tell.
    if (!(error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError"))) {
      say(error instanceof Refused ? error.message : FAILED);
    }
  } finally {
    button.disabled = false;
  }
}

class Refused extends Error {}

/**
 * @param {HTMLButtonElement} button
 * @param {string} address
 * @param {object} body
 * @returns {Promise<any>}
 */
async function post(button, address, body) {
  const response = await fetch(address, {
    method: "POST",
    headers: {
      "Accept": "application/json",
      "Content-Type": "application/json",
      "X-CSRFToken": button.dataset.token ?? "",
    },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  if (answer.to) location.assign(answer.to); // the password is asked first
  throw new Refused(answer.sentence ?? FAILED);
}

/** @param {any} publicKey what the server asks, its bytes as base64url */
function create(publicKey) {
  publicKey.challenge = toBytes(publicKey.challenge);
  publicKey.user.id = toBytes(publicKey.user.id);
  for (const known of publicKey.excludeCredentials ?? []) known.id = toBytes(known.id);
  return navigator.credentials.create({ publicKey });
}

/** @param {any} publicKey what the server asks, its bytes as base64url */
function get(publicKey) {
  publicKey.challenge = toBytes(publicKey.challenge);
  for (const known of publicKey.allowCredentials ?? []) known.id = toBytes(known.id);
  return navigator.credentials.get({ publicKey });
}

/** @param {any} credential */
function toJson(credential) {
  const { response } = credential;
  /** @type {Record<string, any>} */
  const said = { clientDataJSON: toText(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = toText(response[part]);
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: said,
  };
}

/** @param {string} text base64url */
function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} bytes */
function toText(bytes) {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} sentence */
function say(sentence) {
  const place = document.querySelector("[data-passkey-error]");
  if (!(place instanceof HTMLElement)) return;
  place.textContent = sentence;
  place.hidden = !sentence;
}
