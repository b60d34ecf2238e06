// The PIN pad with scripts: keys fill the field here, and the sixth digit logs in.
(() => {
  const form = document.querySelector("form[data-pad]");
  if (!form) return;
  const pin = form.elements.namedItem("secret");
  const code = form.elements.namedItem("code");
  const digits = Number(form.dataset.digits);
  let sent = false;

  const full = () => {
    if (sent || pin.value.length < digits) return;
    if (!code.value.trim()) {
      code.focus();
      return;
    }
    sent = true;
    form.submit();
  };

  form.addEventListener("click", (event) => {
    const key = event.target.closest("button[name=key]");
    if (!key) return;
    event.preventDefault();
    if (key.value === "back") pin.value = pin.value.slice(0, -1);
    else if (pin.value.length < digits) pin.value += key.value;
    full();
  });
  pin.addEventListener("input", full);
  form.addEventListener("submit", () => {
    sent = true;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) pin.value = "";
    sent = false;
  });
})();
