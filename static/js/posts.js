// New posts of an open conversation are offered, never pushed in: the reader stays where they are until they ask.
// Told by socket while the page is looked at; where that cannot be, asked for once a minute.
import { io } from "../vendor/socket.io.js";

const POLL_EVERY = 60_000;
const FIRST_POLL = 1500;
const READ_AFTER = 2000;

export function start(page) {
  const list = page.querySelector("ol[data-conversation]");
  const slot = page.querySelector("[data-new-posts]");
  if (list && slot) new Posts(page, list, slot).start();
  const read = page.querySelector("[data-read]");
  if (read) new Reading(page, read).start();
}

class Posts {
  constructor(page, list, slot) {
    Object.assign(this, { page, list, slot, at: slot.dataset.at, id: Number(list.dataset.conversation) });
    this.shown = Number(list.dataset.last);
    this.last = this.shown;
  }

  start() {
    this.page.addEventListener("visibilitychange", () => (this.page.hidden ? this.rest() : this.poll()));
    if (!this.page.hidden) this.soon(FIRST_POLL);
  }

  soon(milliseconds) {
    clearTimeout(this.timer);
    if (!this.isOver && !this.page.hidden) this.timer = setTimeout(() => this.poll(), milliseconds);
  }

  rest() {
    clearTimeout(this.timer);
    this.drop();
  }

  async poll() {
    clearTimeout(this.timer);
    try {
      const answer = await fetch(`${this.at}/news`, { headers: { Accept: "application/json" } });
      if ([401, 403, 404].includes(answer.status) || answer.redirected) return this.end();
      if (answer.ok) {
        const { last, socket } = await answer.json();
        this.offer(last);
        if (socket) this.connect();
      }
    } catch { /* offline: asked again in a minute */ }
    this.soon(POLL_EVERY + Math.random() * 5000);
  }

  connect() {
    if (this.socket || this.isOver || this.page.hidden) return;
    this.socket = io("/conversations", { transports: ["websocket"], reconnection: false, timeout: 5000, forceNew: true });
    this.socket.on("connect", () => this.join());
    this.socket.on("posts", ({ last }) => this.offer(last));
    this.socket.on("connect_error", () => this.drop());
    this.socket.on("disconnect", () => this.drop());
  }

  async join() {
    try {
      const answer = await this.socket.timeout(8000).emitWithAck("join", { conversation: this.id });
      if (!answer.ok) return this.end();
      this.offer(answer.result.last);
      this.slot.dataset.state = "listening";
    } catch {
      this.drop();
    }
  }

  // The next poll, within a minute, tries again.
  drop() {
    if (!this.socket) return;
    this.socket.off();
    this.socket.disconnect();
    this.socket = null;
    delete this.slot.dataset.state;
  }

  end() {
    this.isOver = true;
    this.rest();
  }

  offer(last) {
    if (last <= this.last && this.slot.hasChildNodes()) return;
    this.last = Math.max(last, this.last);
    const count = this.last - this.shown;
    if (count <= 0) return this.slot.replaceChildren();
    const button = this.slot.querySelector("button") ?? this.button();
    button.textContent = count === 1 ? this.slot.dataset.one : this.slot.dataset.many.replace("{count}", count);
  }

  button() {
    const button = this.page.createElement("button");
    Object.assign(button, { type: "button", className: "govuk-button govuk-button--secondary hub-offer__button" });
    button.addEventListener("click", () => this.show());
    return this.slot.appendChild(button);
  }

  // The page on which the first new post stands is fetched; what is new of it comes to the end of this list, if it is
  // this page. Otherwise the reader goes there. Drafts are kept on leaving.
  async show() {
    const first = `${this.at}/posts/${this.shown + 1}`;
    try {
      const answer = await fetch(first);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const posts = [...fresh.querySelectorAll("ol[data-conversation] > li[id]")].filter((post) => numberOf(post) > this.shown);
      if (!posts.length || pageOf(answer.url) !== pageOf(location.href)) return location.assign(first);
      this.list.append(...posts.map((post) => this.page.importNode(post, true)));
      this.shown = numberOf(posts.at(-1));
      this.slot.replaceChildren();
      this.offer(this.last);
      const arrived = this.page.getElementById(posts[0].id);
      arrived.tabIndex = -1;
      arrived.focus();
    } catch {
      location.assign(first);
    }
  }
}

// Whoever has looked at the page for a moment has read it: the button that says so presses itself.
class Reading {
  constructor(page, read) {
    Object.assign(this, { page, read, form: read.querySelector("form") });
  }

  start() {
    const begin = () => {
      clearTimeout(this.timer);
      if (!this.page.hidden && this.form) this.timer = setTimeout(() => this.say(), READ_AFTER);
    };
    this.page.addEventListener("visibilitychange", begin);
    begin();
  }

  async say() {
    const form = this.form;
    this.form = null;
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
      if (answer.ok) this.read.hidden = true;
    } catch { /* the button stays */ }
  }
}

const numberOf = (post) => Number(post.id.replace("post-", ""));
const pageOf = (address) => new URL(address).searchParams.get("page") ?? "1";
