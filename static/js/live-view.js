// What the page shows. Nothing moves under the reader: new questions wait behind "4 new, show"; what is shown already
// changes where it stands.
import { fill, fillAnswer, make } from "./live-question.js";

const SHOWN = ["listed", "answered", "promised", "merged", "unanswered"];

export class View {
  constructor(page, settings, news) {
    Object.assign(this, { page, settings, news, mine: new Set(), waiting: new Map() });
    this.supported = new Set(settings.supported);
    this.button = page.querySelector("[data-live-show]");
    this.button.addEventListener("click", () => this.show());
  }

  apply(frame) {
    for (const event of frame.events) this[`on_${event.kind}`]?.(event);
    this.count(frame.totals);
    this.offer();
  }

  replace(snapshot) {
    const ids = new Set(snapshot.questions.map((question) => question.id));
    for (const row of this.rows()) if (!ids.has(Number(row.dataset.question))) this.take(row);
    this.waiting.clear();
    this.supported = new Set(snapshot.supported);
    for (const question of snapshot.questions) this.put(question);
    if (snapshot.session.status !== this.settings.status) this.on_session({ session: snapshot.session });
    this.count(snapshot.totals);
    this.offer();
  }

  on_question({ question }) {
    if (this.put(question) === "new") this.news.say(this.settings.words.asked);
  }

  on_gone({ id }) {
    this.waiting.delete(id);
    const row = this.row(id);
    if (row) this.take(row);
  }

  on_declined(event) {
    this.on_gone(event);
  }

  on_answer({ id, state, answer }) {
    this.change(id, (question) => {
      question.state = state;
      question.answers = [...question.answers.filter((one) => one.id !== answer.id), answer];
    }, (row) => {
      this.restate(row, state);
      const list = row.querySelector("[data-fill=answers]");
      const old = list.querySelector(`[data-answer="${answer.id}"]`);
      const item = fillAnswer(make(this.page, "answer"), answer, this.settings);
      if (old) old.replaceWith(item); else list.append(item);
      this.news.say(this.settings.words.answered);
    });
  }

  on_support({ id, support }) {
    this.change(id, (question) => { question.support = support; },
      (row) => { row.querySelector("[data-fill=support]").textContent = support; });
  }

  on_supported({ id, is_supported }) {
    if (is_supported) this.supported.add(id); else this.supported.delete(id);
    const row = this.row(id);
    if (row) fill(row, { id }, this);
  }

  on_states({ ids, state }) {
    for (const id of ids) this.change(id, (question) => { question.state = state; }, (row) => this.restate(row, state));
  }

  on_recorded({ records }) {
    for (const { id, record } of records) {
      this.change(id, (question) => { question.record = record; }, (row) => fill(row, { id, record }, this));
    }
  }

  on_session({ session }) {
    this.settings.status = session.status;
    this.news.notice(this.settings.words.changed);
  }

  // One's own question is shown at once: that is what its asker is waiting for.
  showOwn(id) {
    this.mine.add(id);
    const question = this.waiting.get(id);
    if (question) this.insert(question);
    this.offer();
  }

  put(question) {
    const row = this.row(question.id);
    if (row) {
      fill(row, question, this);
      return "old";
    }
    if (!this.belongs(question)) return "none";
    if (this.mine.has(question.id)) this.insert(question); else this.waiting.set(question.id, question);
    return "new";
  }

  belongs(question) {
    const { on, me } = this.settings;
    return on === "panel" || SHOWN.includes(question.state) || (me !== null && question.by.id === me);
  }

  change(id, inWaiting, inRow) {
    const question = this.waiting.get(id);
    if (question) inWaiting(question);
    const row = this.row(id);
    if (row) inRow(row);
  }

  restate(row, state) {
    fill(row, { id: Number(row.dataset.question), state }, this);
  }

  // Taken back by the hosts: its place stays until the reader asks for what is new.
  take(row) {
    if (row.classList.contains("hub-question--gone")) return;
    row.classList.add("hub-question--gone");
    const line = this.page.createElement("p");
    line.dataset.gone = "";
    line.textContent = this.settings.words.taken;
    row.append(line);
  }

  offer() {
    this.button.parentElement.hidden = this.waiting.size === 0;
    this.button.textContent = this.settings.words.show.replace("{count}", this.waiting.size);
  }

  show() {
    const rows = [...this.waiting.values()].map((question) => this.insert(question));
    for (const row of this.page.querySelectorAll(".hub-question--gone")) row.remove();
    if (this.settings.on === "panel") for (const row of this.rows()) this.list(row.dataset.state)?.append(row);
    this.recount();
    this.offer();
    rows[0]?.setAttribute("tabindex", "-1");
    rows[0]?.focus();
  }

  insert(question) {
    const row = fill(make(this.page, "question"), question, this);
    (this.list(question.state) ?? this.list("pending")).prepend(row);
    this.waiting.delete(question.id);
    const empty = this.page.querySelector("[data-live-empty]");
    if (empty) empty.hidden = true;
    this.recount();
    return row;
  }

  list(state) {
    const name = this.settings.on === "panel" ? `[data-live-list="${state}"]` : "[data-live-list]";
    return this.page.querySelector(name);
  }

  recount() {
    for (const section of this.page.querySelectorAll("[data-live-section]")) {
      const number = section.querySelectorAll("[data-question]").length;
      section.querySelector("[data-live-count]").textContent = number;
      if (number) section.hidden = false;
    }
  }

  count(totals) {
    for (const [name, number] of Object.entries(totals)) {
      const place = this.page.querySelector(`[data-total="${name}"]`);
      if (place) place.textContent = number;
    }
  }

  row(id) {
    return this.page.getElementById(`question-${id}`);
  }

  rows() {
    return this.page.querySelectorAll("[data-live-list] > [data-question]");
  }
}
