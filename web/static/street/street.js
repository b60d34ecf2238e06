// The street without reloading: each press is sent, what changed is drawn; without this script
// every press loads the page anew and everything works.
"use strict";

(() => {
  const live = document.getElementById("live");
  const every_ms = 2000;
  let busy = false;
  let drawn = "";

  function draw(html) {
    if (html === drawn) return;
    drawn = html;
    const held = document.activeElement;
    const form = held && live.contains(held) ? held.closest("form") : null;
    const again = form && [form.getAttribute("action"), held.value];
    live.innerHTML = html;
    if (!again) return;
    const same = [...live.querySelectorAll("button[name=of]")].find(
      (one) => one.value === again[1] && one.form.getAttribute("action") === again[0],
    );
    (same || live.querySelector("button"))?.focus({ preventScroll: true });
  }

  async function ask(address, options) {
    busy = true;
    try {
      const answer = await fetch(address, { ...options, headers: { "X-Street": "1" } });
      if (answer.ok) draw(await answer.text());
      else location.reload();
    } catch {
      // the shop is restarting: the next look finds it again
    } finally {
      busy = false;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.getAttribute("action")?.startsWith("/street/")) return;
    event.preventDefault();
    ask(form.action, { method: "POST", body: new FormData(form, event.submitter) });
  });

  setInterval(() => {
    if (!busy && !document.hidden) ask(live.dataset.now, {});
  }, every_ms);

  const frame = document.querySelector("[data-frame]");
  const fit = () => frame.style.setProperty("--scale", String(frame.clientWidth / 1024));
  new ResizeObserver(fit).observe(frame);
  fit();
})();
