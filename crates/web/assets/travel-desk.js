// The sale: what is to be paid follows the seats. Without this module it stands in the list beside the form.

const amount = document.querySelector("[data-amounts]");
const seats = document.getElementById("seats");
if (amount && seats) {
  const amounts = amount.dataset.amounts.split("|");
  const show = () => {
    amount.textContent = amounts[Number(seats.value) - 1] ?? "–";
  };
  seats.addEventListener("input", show);
  show();
}
