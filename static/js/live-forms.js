// Forms that do not leave the page. A question that could not be sent is kept, and sent with the same key when the
// connection is back, so that it arrives once.

const MESSAGES = {
  ask: (fields) => ["ask", { text: fields.get("text"), key: fields.get("key") }],
  answer: (fields, id) => ["answer", { question: id, text: fields.get("text"), key: fields.get("key") }],
  hold: (fields, id) => ["hold", { question: id, reason: fields.get("reason") }],
  decline: (fields, id) => ["decline", { question: id, reason: fields.get("reason") }],
  list: (_fields, id) => ["list", { question: id }],
  support: (_fields, id, form) => ["support", { question: id, is_supported: form.action.endsWith("/support") }],
};

export function followForms(page, settings, link, view) {
  const sender = new Sender(page, settings, link, view);
  page.addEventListener("submit", (event) => {
    const verb = event.target.dataset.liveForm;
    if (!(verb in MESSAGES)) return;
    event.preventDefault();
    sender.send(verb, event.target);
  });
  const ask = page.querySelector('form[data-live-form="ask"]');
  if (ask) sender.resume(ask);
}

class Sender {
  constructor(page, settings, link, view) {
    Object.assign(this, { page, words: settings.words, link, view });
    this.place = `unsent-${settings.session}-${settings.me}`;
  }

  async send(verb, form) {
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    const id = Number(form.closest("[data-question]")?.dataset.question);
    const [event, message] = MESSAGES[verb](new FormData(form), id, form);
    try {
      const answer = await this.link.send(event, message, form);
      if (answer.ok) this.done(verb, form, answer.result ?? {}); else this.refused(form, answer.error);
    } catch {
      this.later(verb, form, message);
    } finally {
      delete form.dataset.sending;
    }
  }

  done(verb, form, result) {
    this.tell(form, "");
    if (verb === "support") return;
    if (verb === "ask") {
      this.forget();
      this.view.showOwn(result.id);
      this.tell(form, result.state === "pending" ? this.words.waits : this.words.sent);
    }
    form.reset();
    if (form.elements.text) form.elements.text.value = "";
    form.elements.text?.dispatchEvent(new Event("input")); // so that what counts its characters counts again
    if (form.elements.key) form.elements.key.value = newKey();
    form.closest("details")?.removeAttribute("open");
  }

  refused(form, sentence) {
    if (form.dataset.liveForm === "ask") this.forget();
    this.tell(form, sentence, "govuk-error-message");
  }

  // What was asked keeps its key: the same question, sent twice, is one question.
  later(verb, form, message) {
    this.tell(form, this.words.later, "govuk-error-message");
    if (verb !== "ask") return;
    remember(this.place, message);
    setTimeout(() => this.resume(form), 3000);
  }

  resume(form) {
    const kept = recall(this.place);
    if (!kept) return;
    form.elements.text.value = kept.text;
    form.elements.key.value = kept.key;
    this.send("ask", form);
  }

  forget() {
    remember(this.place, null);
  }

  tell(form, sentence, look = "hub-muted") {
    let line = form.querySelector("[data-live-told]");
    if (!line) {
      line = this.page.createElement("p");
      line.dataset.liveTold = "";
      line.setAttribute("role", "status");
      form.append(line);
    }
    line.className = look;
    line.textContent = sentence;
  }
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A browser may forbid storage; the words then stay in their box.
function remember(place, message) {
  try {
    if (message) localStorage.setItem(place, JSON.stringify(message)); else localStorage.removeItem(place);
  } catch { /* see above */ }
}

function recall(place) {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
}
