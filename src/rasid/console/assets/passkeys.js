// Lets passkeys be used and made: an answer of the browser goes into a field of a form, which is
// then sent as any other. Without this script, and in browsers that have no passkeys, no button
// for them is shown.
"use strict";
(() => {
  const known = window.PublicKeyCredential;
  if (!known || !known.parseRequestOptionsFromJSON || !known.parseCreationOptionsFromJSON) return;

  const ask = async (address) => {
    const answer = await fetch(address, { method: "POST" });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    return answer.json();
  };
  const use = async () => {
    const publicKey = known.parseRequestOptionsFromJSON(await ask("/passkeys/use"));
    return JSON.stringify(await navigator.credentials.get({ publicKey }));
  };
  const make = async () => {
    const publicKey = known.parseCreationOptionsFromJSON(await ask("/passkeys/make"));
    return JSON.stringify(await navigator.credentials.create({ publicKey }));
  };

  const acts = {
    // Comes in by a passkey alone.
    in: async (form) => {
      form.elements.proof.value = await use();
      form.submit();
    },
    // Takes the place of a code; the form is then sent by its own button.
    code: async (form, button) => {
      form.elements.proof.value = await use();
      form.elements.code.value = "";
      form.elements.code.disabled = true;
      button.hidden = true;
      form.querySelector("[data-done]").hidden = false;
    },
    make: async (form) => {
      if (!form.reportValidity()) return;
      form.elements.credential.value = await make();
      form.submit();
    },
  };

  for (const button of document.querySelectorAll("button[data-passkey]")) {
    const form = button.form;
    const failed = form.querySelector("[data-failed]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      failed.hidden = true;
      button.disabled = true;
      try {
        await acts[button.dataset.passkey](form, button);
      } catch {
        failed.hidden = false;
      }
      button.disabled = false;
    });
  }
})();
