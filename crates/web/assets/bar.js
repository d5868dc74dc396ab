// The stock of a location under a thumb. Without this module every button is a form that works by itself.
//
// What was tapped is kept (for this tab and this person) until the server has acknowledged it, each tap under a key of its own: sent again it counts
// once. The number shown is the server's last word plus what waits.

const list = document.querySelector("[data-taps]");
const staff = list?.dataset.staff;
const KEPT = `foh:bar:${staff}`;
/** Milliseconds: how long an answer is waited for, between looks at others' changes, and the longest pause before a tap is sent again. */
const [ANSWER, LOOK, LONGEST] = [15_000, 5_000, 30_000];

/** What waits, in the order it was tapped: `{key, stock, kind, value}`, quantities in hundredths. */
let waiting = [];
/** Rows by the id of their stock. */
const rows = new Map();
/** Stocks of which something is being sent. */
const sending = new Set();
/** How often a look was overtaken by a tap. */
let taps = 0;
/** Why nothing gets through: `""`, `"network"` or `"signed out"`. */
let trouble = "";
/** Those who pause; the network being back ends every pause. */
const pausing = new Set();

/* Quantities ---------------------------------------------------------------- */

/** Hundredths of "12.5", or `null`. */
function hundredths(text) {
  const found = /^\s*([+-]?)(\d{1,6})(?:[.,](\d{1,2}))?\s*$/.exec(text);
  if (!found) return null;
  const size = Number(found[2]) * 100 + Number((found[3] ?? "").padEnd(2, "0"));
  return found[1] === "-" ? -size : size;
}

function decimal(value, places) {
  const digits = value.toString().padStart(places + 1, "0");
  const rest = digits.slice(-places).replace(/0+$/, "");
  return digits.slice(0, -places) + (rest && `.${rest}`);
}

/** Hundred-thousandths of a litre as they are read: rounded to two places. */
const inLitres = (value) => decimal((value + 500n) / 1000n, 2);

const spelt = (value) => (value < 0 ? "-" : "") + decimal(Math.abs(value), 2);

/* Rows ------------------------------------------------------------------------ */

function read(element) {
  const { stock, name, units, number, minimum, holds } = element.dataset;
  return {
    element,
    stock,
    name,
    units: Number(units),
    number: Number(number),
    minimum: minimum === undefined ? null : Number(minimum),
    holds: BigInt(holds),
    shown: element.querySelector("[data-shown]"),
    litres: element.querySelector("[data-litres]"),
    low: element.querySelector("[data-low]"),
  };
}

/** The server's word with what waits on top. */
function expected(row) {
  let units = row.units;
  for (const tap of waiting) {
    if (tap.stock !== row.stock) continue;
    units = tap.kind === "update" ? tap.value : Math.max(0, units + tap.value);
  }
  return units;
}

function show(row) {
  const units = expected(row);
  const words = decimal(units, 2);
  const low = row.minimum !== null && units <= row.minimum;
  if (row.shown.textContent !== words) row.shown.textContent = words;
  row.litres.textContent = inLitres(BigInt(units) * row.holds);
  row.low.hidden = !low;
  row.element.classList.toggle("is-low", low);
  row.element.classList.toggle("is-waiting", waiting.some((tap) => tap.stock === row.stock));
  return words;
}

/** Takes what the server says of a stock, unless something newer is known. */
function learn(item) {
  const row = rows.get(item.id);
  if (!row || item.number < row.number) return;
  row.number = item.number;
  row.units = hundredths(item.units) ?? row.units;
  row.minimum = item.alarm_minimum == null ? null : hundredths(item.alarm_minimum);
  show(row);
}

function count() {
  const low = [...rows.values()].filter((row) => row.element.classList.contains("is-low"));
  const badge = document.querySelector("[data-low-count]");
  if (badge) badge.textContent = low.length;
}

/** Said to whoever does not see it. */
function say(words) {
  const region = document.querySelector("[data-said]");
  if (region) region.textContent = words;
}

const toast = (detail) => document.dispatchEvent(new CustomEvent("foh:toast", { detail }));

/* What waits --------------------------------------------------------------------- */

function keep() {
  try {
    if (waiting.length) sessionStorage.setItem(KEPT, JSON.stringify(waiting));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // A browser that keeps nothing: it is sent all the same, unless the page is left.
  }
}

function kept() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function report() {
  const line = document.querySelector("[data-waiting]");
  if (!line) return;
  const many = waiting.length === 1 ? "1 change is" : `${waiting.length} changes are`;
  line.replaceChildren();
  if (!trouble || !waiting.length) return;
  if (trouble === "network") {
    line.textContent = `Waiting for the network: ${many} kept and will be sent.`;
    return;
  }
  const link = document.createElement("a");
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = "sign in again";
  line.append(`You are signed out: ${many} kept. Please `, link, ".");
}

function troubled(what) {
  trouble = what;
  report();
}

/** A key that nobody else thinks of; `randomUUID` is there on secure origins only. */
function fresh() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function tap(stock, kind, value) {
  taps += 1;
  waiting.push({ key: fresh(), stock, kind, value });
  keep();
  const row = rows.get(stock);
  if (row) say(`${row.name}: ${show(row)}`);
  count();
  report();
  send(stock);
}

/** Sends what waits of a stock, one after the other. */
async function send(stock) {
  if (sending.has(stock)) return;
  sending.add(stock);
  try {
    for (let failed = 0; ; ) {
      const next = waiting.find((one) => one.stock === stock);
      if (!next) return;
      const answer = await post(next);
      if (answer === "again later" || answer === "signed out" || answer.pause) {
        troubled(answer === "signed out" ? "signed out" : "network");
        failed += 1;
        await pause(Math.max(answer.pause ?? 0, Math.min(LONGEST, 500 * 2 ** failed) * (0.75 + Math.random() / 2)));
        continue;
      }
      failed = 0;
      troubled("");
      settle(next, answer);
    }
  } finally {
    sending.delete(stock);
  }
}

async function post({ key, stock, kind, value }) {
  const field = kind === "update" ? "quantity" : "adjustment";
  let response;
  try {
    response = await fetch(`/bar/stock/${stock}/${kind}`, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json", "Idempotency-Key": key },
      body: JSON.stringify({ [field]: spelt(value) }),
      redirect: "manual",
      signal: AbortSignal.timeout?.(ANSWER),
    });
    if (response.type === "opaqueredirect" || response.status === 401) return "signed out";
    if (response.ok) return { item: await response.json() };
  } catch {
    return "again later";
  }
  if (response.status === 408 || response.status === 425 || response.status === 429 || response.status >= 500) {
    const seconds = Number(response.headers.get("Retry-After")) || 0;
    return { pause: Math.min(seconds, 60) * 1_000 || 1 };
  }
  const problem = await response.json().catch(() => ({}));
  const words = problem.errors?.[0]?.message ?? [problem.title, problem.detail].filter(Boolean).join(" ");
  return { refused: words || "It was refused." };
}

/** It is done, or never will be: it waits no more. */
function settle(done, { item, refused }) {
  waiting = waiting.filter((one) => one.key !== done.key);
  keep();
  report();
  if (item) learn(item);
  const row = rows.get(done.stock);
  if (row) show(row);
  count();
  if (!refused) return;
  const words = row ? `${row.name}: ${refused}` : refused;
  toast(words);
  if (row) say(`${row.name}: ${show(row)}`);
  look({ although: true });
}

/** Until the time is over, or the network is back. */
function pause(milliseconds) {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      pausing.delete(end);
      done();
    };
    const timer = setTimeout(end, milliseconds);
    pausing.add(end);
  });
}

/* What others do --------------------------------------------------------------------- */

let seen = "";

/** Asks how things stand. What was tapped meanwhile may be in the answer or not: then it is not taken. */
async function look({ although = false } = {}) {
  if (document.hidden || (waiting.length && !although)) return;
  const before = taps;
  try {
    const response = await fetch(`/api/bar/locations/${list.dataset.taps}/stock`, {
      headers: { Accept: "application/json", ...(seen && { "If-None-Match": seen }) },
      cache: "no-store",
      signal: AbortSignal.timeout?.(ANSWER),
    });
    if (!response.ok) return;
    const { items } = await response.json();
    if (before !== taps || waiting.length) return;
    seen = response.headers.get("ETag") ?? "";
    for (const item of items) learn(item);
    count();
  } catch {
    // The next look comes.
  }
}

/* Search ------------------------------------------------------------------------------ */

function find(form) {
  const words = form.elements.q.value.trim().toLowerCase();
  const only = form.elements.low.checked;
  let found = 0;
  for (const { element, name } of rows.values()) {
    const fits = name.toLowerCase().includes(words) && (!only || element.classList.contains("is-low"));
    element.hidden = !fits;
    found += Number(fits);
  }
  document.querySelector("[data-none]").hidden = found > 0;
  const query = new URLSearchParams();
  if (form.elements.q.value.trim()) query.set("q", form.elements.q.value.trim());
  if (only) query.set("low", "true");
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

/* The exact quantity -------------------------------------------------------------------- */

function exactly(row, link) {
  const dialog = document.getElementById("exact");
  const form = dialog.querySelector("[data-exact-form]");
  const field = form.elements.quantity;
  const error = dialog.querySelector("[data-exact-error]");
  const wrong = (words) => {
    error.hidden = !words;
    error.textContent = words;
    if (words) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };
  dialog.querySelector("[data-exact-name]").textContent = row.name;
  dialog.querySelector("[data-exact-unit]").textContent = row.element.querySelector(".tap-facts").firstChild.textContent.trim();
  dialog.querySelector("[data-exact-more]").href = link.href;
  dialog.querySelector("[data-exact-close]").onclick = () => dialog.close();
  wrong("");
  field.value = row.shown.textContent;
  form.onsubmit = (event) => {
    event.preventDefault();
    event.stopPropagation();
    const value = hundredths(field.value);
    if (value === null || value < 0) {
      wrong("Give a number such as 12 or 12.5: two places at most, and not below nought.");
      field.focus();
      return;
    }
    dialog.close();
    tap(row.stock, "update", value);
  };
  dialog.onclose = () => link.focus();
  dialog.showModal();
  field.select();
}

/* To begin with ------------------------------------------------------------------------- */

function begin() {
  for (const element of list.querySelectorAll("[data-stock]")) {
    const row = read(element);
    rows.set(row.stock, row);
  }
  const form = document.querySelector("[data-find]");

  // Before the document's own listener, which lets a form be sent once only.
  list.addEventListener("submit", (event) => {
    const row = rows.get(event.target.closest("[data-stock]")?.dataset.stock);
    const by = hundredths(event.submitter?.value ?? "");
    if (!row || by === null) return;
    event.preventDefault();
    if (by < 0 && expected(row) + by < 0) {
      toast(`${row.name}: there is less than that.`);
      say(`${row.name}: ${row.shown.textContent}`);
      return;
    }
    tap(row.stock, "adjust", by);
  });
  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-exact]");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!link || !plain || !HTMLDialogElement.prototype.showModal) return;
    event.preventDefault();
    exactly(rows.get(link.closest("[data-stock]").dataset.stock), link);
  });
  // A count of what the server does not know yet would be wrong.
  document.querySelector(".tap-foot form")?.addEventListener("submit", (event) => {
    if (!waiting.length) return;
    event.preventDefault();
    event.stopPropagation();
    toast("Your last changes are still being sent. Please try again in a moment.");
  });
  form.addEventListener("input", () => find(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find(form);
  });

  // Taps of before a reload, also of another location.
  waiting = kept();
  for (const row of rows.values()) show(row);
  count();
  // The browser may have kept what was typed before.
  if (form.elements.q.value || form.elements.low.checked) find(form);
  for (const stock of new Set(waiting.map((one) => one.stock))) send(stock);

  addEventListener("beforeunload", (event) => {
    if (waiting.length) event.preventDefault();
  });
  const now = () => {
    for (const end of pausing) end();
    look();
  };
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => document.hidden || now());
  // The page may have been drawn while the former one still sent.
  look();
  setInterval(() => look(), LOOK);
}

if (list) begin();
