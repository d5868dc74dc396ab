// The bell: a facilitator hears of a booking on whatever page is open. Without this module it is a link with a count.

const bell = document.querySelector("[data-bell]");
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
const LOOK_AFTER_MS = 150;

let stream = null;
let looking = 0;
let opened = false;
let waiting = 0;
let wait = FIRST_WAIT_MS;

/** The count as the server says it: "7", "99+", or nothing. */
function count(unread) {
  const badge = unread > 99 ? "99+" : unread > 0 ? String(unread) : "";
  const shown = bell.querySelector("[data-bell-badge]");
  shown.textContent = badge;
  shown.hidden = badge === "";
  bell.querySelector("[data-bell-words]").textContent = badge && `, ${badge} unread`;
}

/** Looks once, however much happens at the same time. */
function refresh() {
  clearTimeout(looking);
  looking = setTimeout(look, LOOK_AFTER_MS);
}

/** Takes the count, and on the list's own page the list, as they are now. */
async function look() {
  try {
    const answer = await fetch(bell.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-bell]");
    if (!fresh) return;
    for (const part of ["[data-bell-badge]", "[data-bell-words]"]) {
      bell.querySelector(part).replaceWith(fresh.querySelector(part));
    }
    show(page.querySelector("[data-notifications]"));
  } catch {
    // The next event, or the next page, says it.
  }
}

/** Puts the fresh list in the place of the one that is shown; who was on one of its buttons stays there. */
function show(fresh) {
  const shown = document.querySelector("[data-notifications]");
  if (!shown || !fresh) return;
  const line = document.activeElement?.closest?.("[data-notifications] li")?.id;
  shown.replaceChildren(...fresh.childNodes);
  if (line) document.getElementById(line)?.querySelector("button, a")?.focus();
}

function heard(event) {
  const { message, unread } = JSON.parse(event.data);
  count(unread);
  bell.classList.remove("bell-rings");
  void bell.offsetWidth;
  bell.classList.add("bell-rings");
  document.dispatchEvent(new CustomEvent("foh:toast", { detail: message }));
  if (document.querySelector("[data-notifications]")) refresh();
}

/** A page that nobody sees listens to nothing: browsers give a site few connections, and many tabs would use them up. */
function listen() {
  if (stream || document.hidden) return;
  stream = new EventSource(bell.dataset.stream);
  stream.addEventListener("notification", heard);
  stream.addEventListener("open", () => {
    wait = FIRST_WAIT_MS;
    // What happened while nobody listened is told now; what was read elsewhere is not.
    if (opened) refresh();
    opened = true;
  });
  stream.addEventListener("error", () => {
    // The browser tries again by itself unless it was refused.
    if (stream?.readyState !== EventSource.CLOSED) return;
    rest();
    waiting = setTimeout(listen, wait);
    wait = Math.min(LONGEST_WAIT_MS, 2 * wait);
  });
}

function rest() {
  clearTimeout(waiting);
  stream?.close();
  stream = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
window.addEventListener("pagehide", rest);
window.addEventListener("pageshow", listen);
listen();
