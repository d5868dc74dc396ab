// What the pages gain where scripts run. Everything here is an addition: the
// forms and links work without it.

const busyForms = new WeakSet();

/** One press sends a form once, and the button says that it is under way. */
function send(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (busyForms.has(form)) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post") return;
  busyForms.add(form);
  const button = event.submitter ?? form.querySelector("[type=submit]");
  if (!button?.dataset.busy) return;
  const label = button.querySelector(".button-label") ?? button;
  button.dataset.idle = label.textContent;
  button.setAttribute("aria-disabled", "true");
  button.classList.add("is-busy");
  label.textContent = button.dataset.busy;
}

/** A page taken from the back/forward cache must not stay busy. */
function wake(event) {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll(".is-busy")) {
    button.classList.remove("is-busy");
    button.removeAttribute("aria-disabled");
    (button.querySelector(".button-label") ?? button).textContent = button.dataset.idle;
    if (button.form) busyForms.delete(button.form);
  }
}

/** `<form data-confirm="id">` asks in the dialog of that id first. */
function ask(event) {
  const form = event.target;
  const dialog = document.getElementById(form.dataset?.confirm ?? "");
  if (!dialog?.showModal || form.dataset.confirmed) {
    delete form.dataset?.confirmed;
    return;
  }
  event.preventDefault();
  const submitter = event.submitter;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  }, { once: true });
  dialog.showModal();
}

/** Minus and plus beside a number; the submit button may name the number. */
function step(stepper) {
  const input = stepper.querySelector("input");
  const buttons = [...stepper.querySelectorAll("[data-step]")];
  const label = document.querySelector(`[data-counts="${input.id}"] .button-label`);
  const [min, max] = [Number(input.min || 0), Number(input.max || Infinity)];
  const show = () => {
    const value = Number(input.value);
    for (const button of buttons) {
      const by = Number(button.dataset.step);
      button.setAttribute("aria-disabled", String(by < 0 ? value <= min : value >= max));
    }
    if (!label) return;
    const { one, many } = label.parentElement.dataset;
    const known = Number.isInteger(value) && value >= min && value <= max;
    label.textContent = known ? (value === 1 ? one : many.replace("{}", value)) : many.replace("{} ", "");
  };
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = (Number(input.value) || min) + Number(button.dataset.step);
      input.value = Math.min(max, Math.max(min, next));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  input.addEventListener("input", show);
  show();
}

/** Says a sentence at the foot of the page; modules dispatch `foh:toast` with it as detail. */
function toast(text) {
  const region = document.getElementById("toast");
  if (!region) return;
  const line = document.createElement("p");
  line.textContent = text;
  region.replaceChildren(line);
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => region.replaceChildren(), 8000);
}

document.addEventListener("submit", ask);
document.addEventListener("submit", send);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    toast("Copied");
  } catch {
    toast("It is selected: please copy it by hand");
  }
});
document.addEventListener("foh:toast", (event) => toast(event.detail));
window.addEventListener("pageshow", wake);
for (const stepper of document.querySelectorAll("[data-stepper]")) step(stepper);
for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
// A step that needs no decision: the button is there for whoever has no scripts.
document.querySelector("form[data-at-once]")?.requestSubmit();

// A sentence that came with the page is said again once the region is known.
const said = document.querySelector("#toast p")?.textContent;
if (said) setTimeout(() => toast(said), 300);
