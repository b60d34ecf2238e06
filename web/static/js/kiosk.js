"use strict";
/* The till's page: swaps the HTML the server draws, posts presses, falls back to asking. */
(() => {
  const till = document.getElementById("till");
  const said = document.getElementById("said");
  const away = document.getElementById("away");
  const SETTLE_MS = 350; // a finger that is still down must not press the next screen's button
  const POLL_MS = 1000;
  const AGAIN_MS = 15000;
  let asked = new URLSearchParams(location.search);
  let source = null;
  let poll = 0;
  let changedAt = 0;
  let rows = 0;

  const form = () => till.querySelector("form.till");
  const boot = (id) => (id || "").replace(/-\d+$/, "");

  function fits() {
    const style = getComputedStyle(document.body);
    const main = form().querySelector(".main");
    const row = parseFloat(style.getPropertyValue("--row"));
    const kept = parseFloat(style.getPropertyValue("--kept")) || 0;
    return Math.max(1, Math.min(8, Math.floor((main.clientHeight - kept + 1) / row)));
  }

  function show(html) {
    const old = form();
    const before = old.dataset;
    const focus = document.activeElement;
    const key = focus && focus.value ? focus.value.split(":").slice(0, 2).join(":") : "";
    till.innerHTML = html;
    const now = form().dataset;
    if (boot(now.event) !== boot(before.event)) return location.reload();
    if (now.phase !== before.phase) {
      changedAt = performance.now();
      asked = new URLSearchParams();
      if (now.phase === "idle" && now.lang !== "zh-CN") {
        location.assign("/language/zh_CN?then=/kiosk");
      }
    }
    if (said.textContent !== now.say) said.textContent = now.say;
    if (key) {
      const same = [...till.querySelectorAll("button")].find((b) => b.value.startsWith(key));
      if (same) same.focus();
    }
  }

  async function look() {
    const query = new URLSearchParams(asked);
    query.set("rows", rows);
    try {
      const answer = await fetch(`/kiosk/view?${query}`, { cache: "no-cache" });
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.text());
      away.hidden = true;
    } catch {
      away.hidden = false;
    }
  }

  function fresh(event) {
    stopPolling();
    away.hidden = true;
    if ([...asked.keys()].length) look();
    else show(event.data);
  }

  function startPolling() {
    if (!poll) poll = setInterval(look, POLL_MS);
  }

  function stopPolling() {
    clearInterval(poll);
    poll = 0;
  }

  function listen() {
    if (source) source.close();
    source = new EventSource(`/kiosk/events?seen=${form().dataset.event}&rows=${rows}`);
    source.addEventListener("view", fresh);
    source.addEventListener("open", () => {
      stopPolling();
      away.hidden = true;
    });
    source.addEventListener("error", () => {
      startPolling();
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
    });
  }

  function tell(text) {
    const place = form().querySelector(".sentence");
    place.className = "sentence look";
    place.textContent = "";
    const words = document.createElement("span");
    words.textContent = text;
    place.append(words);
    said.textContent = text;
  }

  async function press(button) {
    const [name, line, ...value] = button.value.split(":");
    const body = { press: form().querySelector("[name=press]").value, button: name };
    if (line) body.line = line;
    if (value.length) body.value = value.join(":");
    const typed = till.querySelector("[name=alias]");
    if (name === "iou" && typed && typed.value) body.value = typed.value;
    try {
      const answer = await fetch("/kiosk/press", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
      });
      if (answer.ok) {
        const shown = asked.toString();
        asked = new URLSearchParams();
        if (poll || shown) await look();
        return;
      }
      const why = await answer.json();
      if (answer.status !== 503) await look();
      tell(why.detail);
    } catch {
      away.hidden = false;
      startPolling();
    }
  }

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const early = performance.now() - changedAt < SETTLE_MS;
    if (!early && event.submitter && event.submitter.name === "do") press(event.submitter);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-view]");
    if (!link) return;
    event.preventDefault();
    if (performance.now() - changedAt < SETTLE_MS) return;
    asked = new URLSearchParams(new URL(link.href).search);
    changedAt = performance.now();
    look();
  });

  document.addEventListener("contextmenu", (event) => event.preventDefault());

  window.addEventListener("resize", () => {
    const now = fits();
    if (now !== rows) start();
  });

  function start() {
    rows = fits();
    if (String(rows) !== form().dataset.rows) look();
    listen();
  }

  start();
})();
