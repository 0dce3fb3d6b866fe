// A post that the server would refuse for its size is refused here, before it leaves, with the text still in its box.

const MOST_BYTES = 500_000; // MAX_FORM_MEMORY_SIZE in hub/app.py

export function refuseWhatIsTooLong(page) {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || bytesOf(new FormData(form)) <= MOST_BYTES) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(form, page);
  }, { capture: true });
}

function bytesOf(fields) {
  const encoder = new TextEncoder();
  let total = 0;
  for (const [name, value] of fields) {
    if (typeof value === "string") total += encoder.encode(name + value).length;
  }
  return total;
}

function tell(form, page) {
  const notice = form.querySelector("[data-too-long]") ?? form.insertBefore(page.createElement("p"), form.firstChild);
  notice.dataset.tooLong = "";
  notice.className = "govuk-error-message";
  notice.setAttribute("role", "alert");
  notice.tabIndex = -1;
  notice.textContent = page.documentElement.lang.startsWith("cy")
    ? "Mae hyn yn rhy hir i’w anfon: hyd at 500,000 o nodau. Nid yw dim wedi’i golli."
    : "This is too long to send: up to 500,000 characters. Nothing is lost. Split it, or upload it to the library.";
  notice.focus();
}
