// The list of guests: whoever comes is ticked off without a new page. Without this module each button loads the list again.

const list = document.querySelector("[data-attendees]");

/** Takes the line and the count from the page that the button has led to. */
function swap(page, id) {
  for (const part of [id, "count"]) {
    const fresh = page.getElementById(part);
    const shown = document.getElementById(part);
    if (!fresh || !shown) throw new Error("another page");
    if (part === "count") shown.textContent = fresh.textContent;
    else shown.replaceWith(fresh);
  }
  document.getElementById(id).querySelector("button")?.focus();
}

list?.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  button.setAttribute("aria-disabled", "true");
  button.classList.add("is-busy");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      credentials: "same-origin",
      body: new URLSearchParams(new FormData(form, button)),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    swap(page, form.closest("tr").id);
  } catch {
    // What has become of it is seen on a fresh page.
    location.reload();
  }
});
