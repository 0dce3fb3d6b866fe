// Shows a text as it will look, without leaving the page. Where that fails, the form goes the ordinary way.

export function start(page) {
  for (const button of page.querySelectorAll("button[data-preview]")) {
    button.addEventListener("click", (event) => {
      if (button.dataset.failed) return;
      event.preventDefault();
      show(button);
    });
  }
}

async function show(button) {
  const box = button.form.querySelector("[data-preview-box]");
  const body = new FormData();
  body.set("csrf_token", button.form.elements.csrf_token.value);
  body.set("place", button.dataset.preview);
  body.set("text", button.form.elements[button.dataset.previewField].value);
  try {
    const answer = await fetch("/drafts/preview", { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    box.innerHTML = await answer.text(); // our own server's, rendered and cleaned there
    box.hidden = false;
    box.focus();
  } catch {
    button.dataset.failed = "yes";
    button.form.requestSubmit(button);
  }
}
