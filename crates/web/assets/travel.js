// What the pages of the travel desk gain where scripts run: the seats that are left and the total follow by themselves, and a
// booking that waits for its payment goes on by itself. Without it they are right when they are opened.

const FEW_LOOKS = 20;
const LOOK_MS = 3_000;
const LATER_LOOK_MS = 10_000;

/** The meter as the server draws it: see `Places` and `seats_left_in_words`. */
function showSeats(meter, left) {
  const total = Number(meter.dataset.total);
  const taken = left === 0 ? 100 : Math.min(98, Math.floor((Math.max(0, total - left) * 100) / Math.max(1, total)));
  meter.classList.remove("places-many", "places-few", "places-none");
  meter.classList.add(left === 0 ? "places-none" : left * 10 <= total ? "places-few" : "places-many");
  meter.querySelector(".meter-fill").setAttribute("width", String(taken));
  meter.querySelector(".meter-words").textContent = left === 0 ? "Every seat is taken" : `${left} of ${total} seats left`;
}

/** Seats come and go while somebody fills in the form. */
function watchSeats(page) {
  const meter = page.querySelector("[data-seats]");
  let stream = null;
  const listen = () => {
    if (stream || document.hidden) return;
    stream = new EventSource(page.dataset.stream);
    stream.addEventListener("seats", (event) => showSeats(meter, JSON.parse(event.data).remaining_seats));
    // The browser tries again by itself unless it was refused; then the page stays as it is.
    stream.addEventListener("error", () => {
      if (stream?.readyState === EventSource.CLOSED) stream = null;
    });
  };
  const rest = () => {
    stream?.close();
    stream = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  listen();
}

/** What so many seats cost; the server has said it for each number. */
function showTotal(line) {
  const totals = line.dataset.totals.split("|");
  const seats = document.getElementById("seats");
  const show = () => {
    line.querySelector("output").textContent = totals[Number(seats.value) - 1] ?? "";
  };
  seats.addEventListener("input", show);
  show();
}

/** "12:10, 8:32 left". */
function countDown() {
  const until = document.querySelector("[data-until]");
  const left = document.querySelector("[data-left]");
  if (!until || !left) return;
  const seconds = Math.max(0, Math.floor((Date.parse(until.dateTime) - Date.now()) / 1_000));
  left.textContent = `, ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
  left.hidden = false;
}

/** Takes the booking as it is now, if there is something else to be shown. */
async function look() {
  const shown = document.querySelector("[data-booking]");
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-booking]");
  if (!fresh || fresh.dataset.version === shown.dataset.version) return;
  for (const hidden of fresh.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
  shown.replaceWith(fresh);
  countDown();
  document.title = page.title;
  document.dispatchEvent(new CustomEvent("foh:toast", { detail: fresh.dataset.said }));
}

/** Looks as long as the booking waits, more seldom after a while, and not while nobody sees it. */
function watchBooking() {
  let looks = 0;
  const again = () => setTimeout(next, looks < FEW_LOOKS ? LOOK_MS : LATER_LOOK_MS);
  const next = async () => {
    if (!document.querySelector("[data-booking][data-waits]")) return;
    if (!document.hidden) {
      looks += 1;
      try {
        await look();
      } catch {
        // Without a connection it stays as it is, and is looked at again.
      }
    }
    again();
  };
  again();
  countDown();
  setInterval(countDown, 1_000);
}

const departure = document.querySelector("[data-departure]");
if (departure) watchSeats(departure);
const total = document.querySelector("[data-totals]");
if (total) showTotal(total);
if (document.querySelector("[data-booking][data-waits], [data-booking] [data-until]")) watchBooking();
