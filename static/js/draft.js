// What is typed into a form with data-draft="<place>" is kept on the server every few seconds and on leaving.
// Where the server cannot take it (no connection, signed out) the tab keeps a copy, says so, and goes on trying.
import { forgetCopy, keepCopy, readCopy } from "./draft-copies.js";
import { words } from "./draft-words.js";

const EVERY = 3000;
const LONGEST_WAIT = 30_000;
const LARGEST_ON_LEAVING = 60_000; // browsers send no more than 64 KB after a page is left
const FOR_THE_WAY = 600_000; // a copy made on leaving is good for ten minutes: by then the server has it
const TEXTS = "textarea, input[type=text], input:not([type])";

export function start(page) {
  for (const form of page.querySelectorAll("form[data-draft]")) new Draft(form, page).start();
}

class Draft {
  constructor(form, page) {
    Object.assign(this, { form, page, place: form.dataset.draft, wait: EVERY, changes: 0, saved: 0 });
    this.person = Number(page.body.dataset.person) || null;
    this.line = form.querySelector("[data-draft-told]") ?? form.appendChild(page.createElement("p"));
    this.line.setAttribute("role", "status");
    this.line.classList.add("hub-muted");
  }

  start() {
    if (!this.person) return;
    this.form.addEventListener("input", (event) => event.target.matches(TEXTS) && this.changed());
    this.form.addEventListener("submit", (event) => this.sent(event));
    this.page.addEventListener("visibilitychange", () => (this.page.hidden ? this.leave() : this.comeBack()));
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.isSent = false; });
    window.addEventListener("online", () => this.comeBack());
    this.restore();
    if (this.isAhead()) this.changed();
  }

  // Somebody typed before this script was there, or the form came back with something to put right.
  isAhead() {
    const fields = [...this.form.querySelectorAll(TEXTS)];
    return fields.some((field) => field.value !== field.defaultValue) || this.page.querySelector(".govuk-error-summary");
  }

  texts() {
    const fields = [...this.form.querySelectorAll(TEXTS)].filter((field) => field.name);
    return Object.fromEntries(fields.map((field) => [field.name, field.value]));
  }

  body() {
    const heading = this.page.querySelector("h1")?.textContent.trim() ?? "";
    const where = { place: this.place, page: location.pathname, heading };
    return JSON.stringify({ ...where, person: this.person, fields: this.texts() });
  }

  restore() {
    const copy = readCopy(this.person, this.place);
    if (!copy) return;
    for (const field of this.form.querySelectorAll(TEXTS)) {
      if (!(field.name in copy) || field.value === copy[field.name]) continue;
      field.value = copy[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true })); // so that what counts its characters counts again
    }
    this.changed();
  }

  changed() {
    this.changes += 1;
    this.isSent = false;
    this.soon();
  }

  soon() {
    this.timer ??= setTimeout(() => this.save(), this.wait);
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.isSent || this.saved === this.changes || (this.saving && !leaving)) return;
    const upto = this.changes;
    this.saving = true;
    try {
      await this.take(await this.post(leaving), upto);
    } catch {
      this.trouble(words().offline);
    }
    this.saving = false;
    if (this.saved < this.changes && !this.isSent) this.soon();
  }

  post(leaving) {
    const body = this.body();
    return fetch("/drafts", {
      method: "POST",
      body,
      keepalive: leaving && body.length < LARGEST_ON_LEAVING / 3, // a character may take three bytes
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token() },
    });
  }

  token() {
    return this.form.elements.csrf_token?.value ?? "";
  }

  async take(response, upto) {
    if (response.ok) return this.done((await response.json()).said, upto);
    if ([400, 401].includes(response.status) && !this.isRenewed) return this.renew();
    const known = [409, 413, 422].includes(response.status);
    this.trouble(known ? (await response.json()).error : words().offline);
  }

  done(said, upto) {
    Object.assign(this, { saved: upto, wait: EVERY, isOut: false, isRenewed: false });
    forgetCopy(this.person, this.place);
    this.tell(said);
  }

  // The session or its token is an old one. Whoever has signed in again in another tab goes on with a new token.
  async renew() {
    const { person, csrf_token: token } = await (await fetch("/drafts/token")).json();
    this.isOut = person !== this.person;
    for (const field of this.page.querySelectorAll("input[name=csrf_token]")) field.value = token;
    this.isRenewed = !this.isOut;
    if (this.isRenewed) this.wait = 0;
    else this.trouble(person ? words().other : words().out, person ? null : words().enter);
  }

  trouble(sentence, link = null) {
    keepCopy(this.person, this.place, this.texts());
    this.wait = Math.min(Math.max(this.wait, EVERY) * 2, LONGEST_WAIT);
    this.tell(sentence, link);
  }

  // The page may go before the save is through, and the next one may be made before it is in: this tab keeps a copy.
  leave() {
    if (this.isSent || this.saved === this.changes) return;
    keepCopy(this.person, this.place, this.texts(), this.wait > EVERY ? null : FOR_THE_WAY);
    this.save(true);
  }

  comeBack() {
    this.wait = EVERY;
    this.save();
  }

  // Known to be signed out: asked once more, and sent only when the server would take it.
  async sent(event) {
    if (!this.isOut) {
      this.isSent = true;
      forgetCopy(this.person, this.place);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const pressed = event.submitter;
    await this.renew().catch(() => this.trouble(words().offline));
    if (!this.isOut) this.form.requestSubmit(pressed);
    else this.line.scrollIntoView({ block: "center" });
  }

  tell(sentence, link = null) {
    if (this.line.dataset.said === sentence) return; // a screen reader says each sentence once
    this.line.dataset.said = sentence;
    this.line.replaceChildren(sentence);
    if (!link) return;
    const way = this.page.createElement("a");
    Object.assign(way, { href: "/sign-in", target: "_blank", textContent: link });
    this.line.append(" ", way);
  }
}
