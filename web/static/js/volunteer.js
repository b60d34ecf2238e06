// Small conveniences on volunteers' pages; every page is whole without them.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");

  const number = (field) => {
    const value = Number.parseInt(field.value.trim() || "0", 10);
    return Number.isFinite(value) ? value : 0;
  };
  const yuan = (fen) =>
    (fen < 0 ? "−" : "") +
    "¥" +
    (Math.abs(fen) / 100).toLocaleString("en", { minimumFractionDigits: 2 });
  const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

  // − and + beside a number
  for (const stepper of document.querySelectorAll("[data-stepper]")) {
    const field = stepper.querySelector("input");
    const least = Number(stepper.dataset.least || 0);
    stepper.addEventListener("click", (event) => {
      const button = event.target.closest("[data-by]");
      if (!button) return;
      field.value = String(Math.max(least, number(field) + Number(button.dataset.by)));
      changed(field);
    });
  }

  // a whole case more, without asking the server
  for (const button of document.querySelectorAll("[data-add]")) {
    button.addEventListener("click", (event) => {
      const field = button.form.querySelector("[data-stepper] input");
      if (!field) return;
      event.preventDefault();
      field.value = String(number(field) + Number(button.dataset.add));
      changed(field);
    });
  }

  // the sum of the purse
  for (const form of document.querySelectorAll("form[data-sum]")) {
    const total = document.querySelector("[data-total]");
    const add = () => {
      let fen = 0;
      for (const field of form.querySelectorAll("[data-fen]")) {
        fen += number(field) * Number(field.dataset.fen);
      }
      total.value = yuan(fen);
    };
    form.addEventListener("input", add);
    add();
  }

  // what stays in the box after the bag
  for (const form of document.querySelectorAll("form[data-left]")) {
    const field = form.elements.namedItem("fen");
    const shown = form.querySelector("[data-stays]");
    const say = () => {
      const taken = Number.parseFloat(field.value);
      const row = shown.closest(".stays");
      row.hidden = !Number.isFinite(taken);
      shown.value = yuan(Number(form.dataset.left) - Math.round(taken * 100));
    };
    field.addEventListener("input", say);
    say();
  }

  // What was typed outlives a lost connection or a closed tab, until it has been sent.
  // The form's id goes with it, so that sending it again is known as the same.
  const DAY_MS = 24 * 3600 * 1000;
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = "tongxin:" + form.dataset.keep;
    const fields = () =>
      [...form.elements].filter((field) => field.name && field.name !== "csrf_token");
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key) || "null");
    } catch {
      localStorage.removeItem(key);
    }
    const refused = form.querySelector("[aria-invalid], .notice.bad");
    if (kept && !refused && Date.now() - kept.at < DAY_MS) {
      for (const field of fields()) {
        if (!(field.name in kept.values) || field.tagName === "BUTTON") continue;
        const value = kept.values[field.name];
        if (field.type === "radio" || field.type === "checkbox") field.checked = value === field.value;
        else field.value = value;
      }
      changed(form);
    }
    const keep = () => {
      const values = {};
      for (const field of fields()) {
        const off = (field.type === "radio" || field.type === "checkbox") && !field.checked;
        if (!off && field.tagName !== "BUTTON") values[field.name] = field.value;
      }
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
    };
    form.addEventListener("input", keep);
    form.addEventListener("submit", () => {
      keep();
      sessionStorage.setItem("tongxin:sending", key);
    });
  }

  // Another page than the form itself means that what was sent has arrived.
  const sending = sessionStorage.getItem("tongxin:sending");
  if (sending) {
    const same = [...document.querySelectorAll("form[data-keep]")].some(
      (form) => "tongxin:" + form.dataset.keep === sending,
    );
    if (!same) localStorage.removeItem(sending);
    sessionStorage.removeItem("tongxin:sending");
  }
})();
