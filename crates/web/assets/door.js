// The door: look for a code, ask how many, admit, say so, and look again.
// Without this module the page is the form of the hand entry.

const $ = (id) => document.getElementById(id);
const scanner = $("scanner");
const { kind, id, zone, countHref } = scanner.dataset;
/** Whose door it is, as the server wants it said. */
const here = { [`${kind}_id`]: id };
const video = $("camera");
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;

const FRAME_PX = 640;
const FRAME_EVERY_MS = 330;
const LOOK_EVERY_MS = 120;
const ANSWER_WITHIN_MS = 10_000;
const WELCOME_SHOWN_MS = 3_000;
const SAME_TICKET_MS = 2_000;
const COUNT_EVERY_MS = 10_000;

/** scan: looking; work: asking the server; party: how many?; verdict; hand: typing. */
let mode = "scan";
let last = { text: "", seenAt: 0 };
let lastCheckIn = null;

// --- The server -----------------------------------------------------------------

/** What was refused or went wrong, as the verdict it becomes. */
class Refusal extends Error {
  constructor(kind, more = {}) {
    super(kind);
    Object.assign(this, { kind, more });
  }
}

async function ask(path, init) {
  let answer;
  try {
    answer = await fetch(path, {
      credentials: "same-origin",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...init,
      headers: { Accept: "application/json", ...init?.headers },
    });
  } catch {
    throw new Refusal("failed", { retry: true });
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  throw refusal(answer, body);
}

const post = (path, body) => ask(path, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** A problem of the API in the words of the door. */
function refusal(answer, problem) {
  const at = (time) => (time ? clock(time) : undefined);
  switch (problem.status) {
    case "invalid_token": return new Refusal("not-valid");
    case "reservation_not_confirmed": return new Refusal("not-confirmed");
    case "already_checked_in": return new Refusal("already-in", { value: at(problem.checked_in_at) });
    case "wrong_performance": return new Refusal("wrong-performance", {
      detail: problem.starts_at && `The ticket is for ${[problem.show, at(problem.starts_at), problem.room].filter(Boolean).join(", ")}.`,
    });
    case "wrong_departure": return new Refusal("wrong-departure");
    case "outside_check_in_window": {
      const early = Date.now() < Date.parse(problem.opens_at);
      const time = at(early ? problem.opens_at : problem.closes_at);
      return new Refusal(early ? "too-early" : "too-late", {
        detail: time && (early ? `The ticket is taken from ${time}.` : `The ticket was taken until ${time}.`),
      });
    }
    case "too_many": return new Refusal("too-many", {
      detail: Number.isInteger(problem.remaining) ? `Only ${problem.remaining} of this party ${problem.remaining === 1 ? "is" : "are"} outside.` : undefined,
    });
  }
  if (answer.status === 401) return new Refusal("failed", { word: "Signed out", detail: "Sign in again to go on.", signIn: true });
  if (answer.status === 403) return new Refusal("failed", { word: "Not allowed", detail: "Your account may not check tickets here." });
  if (answer.status === 429) {
    const seconds = Number(answer.headers.get("Retry-After"));
    return new Refusal("slow", { retry: true, seconds, detail: seconds > 0 ? `Too many scans in a short time. Try again in ${waiting(seconds)}.` : undefined });
  }
  if (answer.status === 400 || answer.status === 422) return new Refusal("not-valid");
  return new Refusal("failed", { word: "No answer", retry: true });
}

const waiting = (seconds) => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`);

/** "20:41" in the venue's zone; with the day when that is another one. */
function clock(time) {
  const moment = new Date(time);
  if (Number.isNaN(moment.getTime())) return undefined;
  const say = (options) => new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
  const hour = say({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(moment);
  const day = say({ dateStyle: "short" });
  if (day.format(moment) === day.format(new Date())) return hour;
  return `${say({ weekday: "short", day: "numeric", month: "short" }).format(moment)}, ${hour}`;
}

// --- From a code to a verdict -----------------------------------------------------

/** The token in what a code says: the address of a ticket, or the bare token. */
function tokenIn(text) {
  const trimmed = text.trim();
  if (/^https?:\/\//i.test(trimmed)) {
    try {
      return new URL(trimmed).searchParams.get("token");
    } catch {
      return null;
    }
  }
  return /^[\w-]{16,256}$/.test(trimmed) ? trimmed : null;
}

/** Asks what the ticket is; one person is admitted at once, a party is asked about. */
async function check(token) {
  await working("Checking…", async () => {
    const ticket = await post("/api/check-ins/preview", { token, ...here });
    const inside = ticket.checked_in ?? 0;
    if (ticket.party_size === 1) await admit(token, 1, inside);
    else askParty(token, ticket.party_size, inside);
  }, () => check(token));
}

/** Admits, and remembers what was known before: a retry looks again instead of counting twice. */
async function admit(token, count, before) {
  try {
    const done = await post("/api/check-ins/confirm", { token, ...here, count });
    lastCheckIn = { id: done.check_in_id, admitted: done.admitted };
    $("undo-last").disabled = !done.check_in_id;
    countInside(done.admitted);
    const all = done.checked_in >= done.party_size;
    verdict("welcome", {
      value: done.admitted,
      detail: done.party_size === 1 ? undefined : all ? `All ${done.party_size} are in.` : `${done.checked_in} of ${done.party_size} are in now.`,
      undo: Boolean(done.check_in_id),
    });
  } catch (refused) {
    if (refused.more?.retry) refused.more.again = () => admitAgain(token, count, before);
    throw refused;
  }
}

/** After a broken connection nobody knows whether the first try arrived, so the ticket is looked at again. */
async function admitAgain(token, count, before) {
  await working("Trying again…", async () => {
    try {
      const ticket = await post("/api/check-ins/preview", { token, ...here });
      if ((ticket.checked_in ?? 0) === before) await admit(token, count, before);
      else askParty(token, ticket.party_size, ticket.checked_in, "perhaps by your first try");
    } catch (refused) {
      if (refused.kind === "already-in") refused.more.detail = "Perhaps by your own first try, when the connection broke.";
      else if (refused.more?.retry) refused.more.again ??= () => admitAgain(token, count, before);
      throw refused;
    }
  });
}

async function undo() {
  if (!lastCheckIn?.id) return;
  const taken = lastCheckIn;
  await working("Undoing…", async () => {
    await post("/api/check-ins/undo", { check_in_id: taken.id });
    if (lastCheckIn === taken) {
      lastCheckIn = null;
      $("undo-last").disabled = true;
    }
    countInside(-taken.admitted);
    verdict("undone", { value: taken.admitted });
  }, undo);
}

/** Runs one piece of work, and turns what it throws into a verdict. */
async function working(words, work, again) {
  mode = "work";
  say(words);
  scanner.classList.add("is-checking");
  try {
    await work();
  } catch (refused) {
    if (!(refused instanceof Refusal)) throw refused;
    const { kind, more } = refused;
    verdict(kind, { ...more, again: more.retry ? more.again ?? again : undefined });
  } finally {
    scanner.classList.remove("is-checking");
  }
}

// --- The screen -------------------------------------------------------------------

const status = $("status");
function say(words) {
  if (status.textContent !== words) status.textContent = words;
}

/** Keeps the keyboard and screen readers out of what is covered. */
function cover(covered) {
  for (const part of [scanner.querySelector(".door-bar"), scanner.querySelector(".door-foot")]) part.inert = covered;
}

function countInside(by) {
  for (const place of document.querySelectorAll("[data-inside]")) {
    place.textContent = String(Math.max(0, Number(place.textContent) + by));
  }
}

function askParty(token, size, inside, why) {
  mode = "party";
  const remaining = size - inside;
  let count = remaining;
  const panel = $("party");
  const show = () => {
    $("party-count").value = String(count);
    $("admit").textContent = `Admit ${count}`;
    $("fewer").disabled = count <= 1;
    $("more").disabled = count >= remaining;
  };
  panel.querySelector("[data-size]").textContent = String(size);
  $("party-in").textContent = inside === 0 ? "None of them is in yet." : `${inside} of ${size} ${inside === 1 ? "is" : "are"} in already${why ? `, ${why}` : ""}.`;
  $("fewer").onclick = () => { count = Math.max(1, count - 1); show(); };
  $("more").onclick = () => { count = Math.min(remaining, count + 1); show(); };
  $("admit").onclick = () => {
    panel.hidden = true;
    working("Admitting…", () => admit(token, count, inside));
  };
  show();
  panel.hidden = false;
  cover(true);
  signal("ask-party");
  $("party-title").focus();
}

const screen = $("verdict");
let returning;

function verdict(kind, { word, value, detail, undo: undoable, again, signIn } = {}) {
  mode = "verdict";
  const template = $(`verdict-${kind}`);
  const page = template.content.cloneNode(true);
  const headline = page.querySelector(".verdict-word");
  if (word) headline.firstElementChild.textContent = word;
  if (value !== undefined) {
    headline.firstElementChild.textContent += ",";
    const big = document.createElement("span");
    big.className = "verdict-value";
    big.textContent = String(value);
    headline.append(" ", big);
  }
  if (detail) page.querySelector(".verdict-detail").textContent = detail;
  const next = page.querySelector("[data-next]");
  const retry = page.querySelector("[data-retry]");
  page.querySelector("[data-undo]").hidden = !undoable;
  page.querySelector("[data-undo]").onclick = undo;
  page.querySelector("[data-sign-in]").hidden = !signIn;
  retry.hidden = !again;
  retry.onclick = () => { hideVerdict(); again(); };
  next.onclick = scanAgain;
  $("party").hidden = true;
  screen.dataset.tone = template.dataset.tone;
  screen.dataset.kind = kind;
  screen.replaceChildren(page);
  screen.hidden = false;
  cover(true);
  $("say").textContent = `${headline.textContent}. ${screen.querySelector(".verdict-detail").textContent}`;
  signal(template.dataset.tone);
  (again ? retry : next).focus({ preventScroll: true });
  if (kind === "welcome" || kind === "undone") returning = setTimeout(scanAgain, WELCOME_SHOWN_MS);
}

function hideVerdict() {
  clearTimeout(returning);
  screen.hidden = true;
}

function scanAgain() {
  hideVerdict();
  $("party").hidden = true;
  $("say").textContent = "";
  cover(false);
  // A ticket still before the camera is not checked a second time by itself.
  last.seenAt = Date.now();
  scanner.focus({ preventScroll: true });
  mode = location.hash === "#hand" ? "hand" : "scan";
  say(looking ? "Hold the code of a ticket into the frame" : cameraWords);
}

// --- Sound and vibration ------------------------------------------------------------

const TONES = {
  yes: { notes: [[660, 0, .12], [990, .11, .22]], buzz: [90] },
  ask: { notes: [[440, 0, .16], [440, .24, .16]], buzz: [140, 90, 140] },
  no: { notes: [[196, 0, .55]], buzz: [500] },
  wait: { notes: [[330, 0, .1]], buzz: [60, 60, 60] },
  "ask-party": { notes: [[660, 0, .1]], buzz: [60] },
};
let audio = null;
let wantsSound = recall("sound") !== "off";

function signal(tone) {
  const { notes, buzz } = TONES[tone];
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(buzz);
  if (!wantsSound || audio?.state !== "running") return;
  for (const [hertz, from, length] of notes) {
    const [note, volume] = [audio.createOscillator(), audio.createGain()];
    const begin = audio.currentTime + from;
    note.type = tone === "no" ? "sawtooth" : "triangle";
    note.frequency.value = hertz;
    volume.gain.setValueAtTime(.5, begin);
    volume.gain.exponentialRampToValueAtTime(.001, begin + length);
    note.connect(volume).connect(audio.destination);
    note.start(begin);
    note.stop(begin + length);
  }
}

/** Browsers let a page sound only after it was touched. */
async function allowSound() {
  if (!wantsSound || !window.AudioContext) return;
  audio ??= new AudioContext();
  await audio.resume().catch(() => {});
  showSound();
}

function showSound() {
  const on = wantsSound && audio?.state === "running";
  $("sound").textContent = on ? "Sound is on" : "Sound is off";
  $("sound").setAttribute("aria-pressed", String(on));
}

function recall(key) {
  try { return localStorage.getItem(`foh.door.${key}`); } catch { return null; }
}

function remember(key, value) {
  try { localStorage.setItem(`foh.door.${key}`, value); } catch { /* Private windows forget. */ }
}

// --- The camera -----------------------------------------------------------------------

let track = null;
let looking = false;
let cameraWords = "";
let detector = null;

async function startCamera() {
  $("start-camera").hidden = true;
  say("Starting the camera…");
  try {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "NotSupportedError");
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    track = stream.getVideoTracks()[0];
    track.addEventListener("ended", () => stopped("The camera has stopped."));
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    stopped({
      NotAllowedError: "The camera is not allowed. Allow it for this site in the browser, or type the code.",
      NotFoundError: "This device has no camera. Type the code.",
      NotSupportedError: "The camera works at secure addresses (https) only. Type the code.",
    }[error.name] ?? "The camera does not start; another program may be using it.");
    return;
  }
  video.classList.add("is-live");
  scanner.classList.add("is-looking");
  $("torch").hidden = !track.getCapabilities?.().torch;
  $("torch").setAttribute("aria-pressed", "false");
  detector = await ownDetector();
  keepAwake();
  if (mode === "scan") say("Hold the code of a ticket into the frame");
  if (looking) return;
  looking = true;
  look();
}

function stopped(words) {
  looking = false;
  cameraWords = words;
  track?.stop();
  video.classList.remove("is-live");
  scanner.classList.remove("is-looking");
  $("start-camera").hidden = false;
  $("torch").hidden = true;
  if (mode === "scan") say(words);
}

/** The browser's own reader of codes, where it has one that works. */
async function ownDetector() {
  try {
    if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return null;
    return new BarcodeDetector({ formats: ["qr_code"] });
  } catch {
    return null;
  }
}

async function look() {
  while (looking) {
    const begun = Date.now();
    let pause = detector ? LOOK_EVERY_MS : FRAME_EVERY_MS;
    if (mode === "scan" && !document.hidden && video.readyState >= 2) {
      try {
        const text = detector ? await readHere() : await readThere();
        if (text) seen(text);
        else unseen();
      } catch (refused) {
        // Whatever it is, the door goes on looking.
        if (!(refused instanceof Refusal)) console.error(refused);
        else if (refused.more.signIn) verdict(refused.kind, refused.more);
        else if (mode === "scan") say(refused.kind === "slow" ? "One moment: too many pictures in a short time" : "No connection. Looking again…");
        pause = Math.max(2_000, (refused.more?.seconds || 0) * 1_000);
      }
    }
    await new Promise((resume) => setTimeout(resume, Math.max(40, pause - (Date.now() - begun))));
  }
}

async function readHere() {
  try {
    return (await detector.detect(video))[0]?.rawValue;
  } catch {
    detector = null;
    return undefined;
  }
}

const canvas = document.createElement("canvas");

/** Sends the middle of the picture, grey and small; the server reads it. */
async function readThere() {
  const side = Math.min(video.videoWidth, video.videoHeight);
  if (!side) return undefined;
  canvas.width = canvas.height = Math.min(FRAME_PX, side);
  const paper = canvas.getContext("2d", { alpha: false });
  if ("filter" in paper) paper.filter = "grayscale(1)";
  paper.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, canvas.width, canvas.height);
  const frame = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", .7));
  if (!frame || mode !== "scan") return undefined;
  const { text } = await ask("/door/scan", { method: "POST", headers: { "Content-Type": "image/jpeg" }, body: frame });
  return text;
}

function seen(text) {
  if (mode !== "scan") return;
  const now = Date.now();
  if (text === last.text && now - last.seenAt < SAME_TICKET_MS) {
    last.seenAt = now;
    $("again").hidden = false;
    say("The same ticket: it has just been checked");
    return;
  }
  $("again").hidden = true;
  last = { text, seenAt: now };
  const token = tokenIn(text);
  if (token) check(token);
  else verdict("not-valid");
}

function unseen() {
  if (!last.text || mode !== "scan" || Date.now() - last.seenAt < SAME_TICKET_MS) return;
  last = { text: "", seenAt: 0 };
  $("again").hidden = true;
  say("Hold the code of a ticket into the frame");
}

async function keepAwake() {
  try { await navigator.wakeLock?.request("screen"); } catch { /* A phone low on power refuses. */ }
}

// --- What is touched --------------------------------------------------------------------

$("again").onclick = () => {
  const { text } = last;
  $("again").hidden = true;
  last.seenAt = Date.now();
  const token = tokenIn(text);
  if (token) check(token);
  else verdict("not-valid");
};
$("undo-last").onclick = undo;
$("not-now").onclick = scanAgain;
$("start-camera").onclick = startCamera;
$("torch").onclick = async () => {
  const on = $("torch").getAttribute("aria-pressed") !== "true";
  await track.applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
  $("torch").setAttribute("aria-pressed", String(on));
};
$("sound").onclick = () => {
  wantsSound = $("sound").getAttribute("aria-pressed") !== "true";
  remember("sound", wantsSound ? "on" : "off");
  if (wantsSound) allowSound().then(() => signal("yes"));
  showSound();
};
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest?.("#sound")) allowSound();
});
screen.addEventListener("click", (event) => {
  if (!event.target.closest("button, a")) scanAgain();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && (mode === "verdict" || mode === "party")) scanAgain();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  keepAwake();
  if (track && track.readyState === "ended") startCamera();
});

// The hand entry is the target of a link, so that the back button closes it.
function follow() {
  const typing = location.hash === "#hand";
  if (typing && mode === "scan") mode = "hand";
  else if (!typing && mode === "hand") mode = "scan";
  if (typing) $("token").focus();
  else if (mode === "scan") last.seenAt = Date.now();
}
window.addEventListener("hashchange", follow);
$("hand-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = $("token").value;
  $("token").value = "";
  location.replace("#scanner");
  last = { text: typed, seenAt: Date.now() };
  const token = tokenIn(typed);
  if (token) check(token);
  else verdict("not-valid", { detail: "A code has more than 16 letters, digits, dashes and underscores." });
});

async function refreshCount() {
  if (document.hidden || mode === "work") return;
  const now = await ask(countHref).catch(() => null);
  if (!Number.isInteger(now?.inside)) return;
  for (const place of document.querySelectorAll("[data-inside]")) place.textContent = String(now.inside);
  for (const place of document.querySelectorAll("[data-expected]")) place.textContent = String(now.expected);
}
if (countHref) setInterval(refreshCount, COUNT_EVERY_MS);

// A ticket that came along in the address waits for a press of the button: opening a page admits nobody.
if ($("token").value) {
  location.hash = "hand";
  history.replaceState(null, "", `${location.pathname}#hand`);
}
$("sound").hidden = !window.AudioContext;
follow();
startCamera();
