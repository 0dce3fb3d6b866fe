// How changes arrive: over a socket where there is room and nothing blocks it, else by asking every few seconds.
// Both read the same log. A frame is applied when it begins where we are; after a hole we ask for what is missing.
import { io } from "../vendor/socket.io.js";

const POLL_EVERY = 3000;
const LONGEST_WAIT = 5000;
const ANSWER_WITHIN = 8000;

export class Link {
  constructor({ session, base, seq }, { frame, snapshot, state }) {
    Object.assign(this, { session, base, last: seq, onFrame: frame, onSnapshot: snapshot, onState: state });
    this.joined = false;
    this.early = [];
    this.wait = 100 + Math.random() * 900;
    this.ended = false;
  }

  start() {
    this.poll();
  }

  // Answers {ok, result} or {ok: false, error}; throws when nothing came back, and then it may be sent again.
  async send(event, message, form) {
    if (this.joined) {
      try {
        return await this.socket.timeout(ANSWER_WITHIN).emitWithAck(event, { session: this.session, ...message });
      } catch {
        this.lostSocket("lost");
      }
    }
    return this.post(form);
  }

  async post(form) {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    if (response.status >= 500) throw new Error(String(response.status));
    const answer = await response.json();
    this.pollSoon(200);
    return response.ok ? answer : { ok: false, error: answer.error };
  }

  async poll() {
    clearTimeout(this.timer);
    if (this.ended) return;
    try {
      const response = await fetch(this.address(), { headers: { Accept: "application/json" } });
      if ([401, 403, 404].includes(response.status)) return this.end();
      if (!response.ok) throw new Error(String(response.status));
      const changes = await response.json();
      if (!this.joined) this.onState("polling");
      this.wait = Math.min(this.wait, 1000);
      this.take(changes);
      if (changes.socket) this.connect();
    } catch {
      if (!this.joined) this.onState("offline");
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
    if (!this.joined) this.pollSoon(POLL_EVERY + Math.random() * 1000);
  }

  pollSoon(milliseconds) {
    clearTimeout(this.timer);
    if (!this.joined) this.timer = setTimeout(() => this.poll(), milliseconds);
  }

  address() {
    return this.last === null ? `${this.base}/events` : `${this.base}/events?after=${this.last}`;
  }

  connect() {
    if (this.socket || this.ended || Date.now() < (this.notBefore ?? 0)) return;
    this.socket = io("/live", { transports: ["websocket"], reconnection: false, timeout: 3000, forceNew: true });
    this.socket.on("connect", () => this.join());
    this.socket.on("changes", (frame) => (this.joined ? this.take(frame) : this.early.push(frame)));
    this.socket.on("connect_error", () => this.lostSocket("refused"));
    this.socket.on("disconnect", (reason) => this.lostSocket(reason));
  }

  async join() {
    try {
      const message = { session: this.session, last: this.last };
      const answer = await this.socket.timeout(ANSWER_WITHIN).emitWithAck("join", message);
      if (!answer.ok) return answer.reason === "not_found" ? this.end() : this.lostSocket("refused");
      this.take(answer.result);
      this.joined = true;
      this.wait = 100 + Math.random() * 900;
      for (const frame of this.early.splice(0)) this.take(frame);
      this.onState("connected");
      clearTimeout(this.timer);
    } catch {
      this.lostSocket("lost");
    }
  }

  // Sent away by the server: our rights may be other ones now, so what we show is asked for anew.
  lostSocket(reason) {
    if (!this.socket) return;
    this.socket.off();
    this.socket.disconnect();
    Object.assign(this, { socket: null, joined: false, early: [] });
    if (reason === "io server disconnect") this.last = null;
    this.wait = reason === "refused" ? LONGEST_WAIT * 2 : Math.min(this.wait * 2, LONGEST_WAIT);
    this.notBefore = Date.now() + this.wait;
    this.pollSoon(Math.min(this.wait, 1000));
  }

  take(changes) {
    if (changes.snapshot) {
      this.last = changes.snapshot.seq;
      return this.onSnapshot(changes.snapshot);
    }
    if (this.last !== null && changes.to <= this.last) return;
    if (changes.from !== this.last + 1) return this.resync(this.last);
    this.last = changes.to;
    this.onFrame(changes);
    if (changes.events.some((event) => event.kind === "resync")) this.resync(null);
  }

  async resync(last) {
    this.last = last;
    if (!this.joined) return this.pollSoon(0);
    try {
      const answer = await this.socket.timeout(ANSWER_WITHIN).emitWithAck("resync", { session: this.session, last });
      if (answer.ok) this.take(answer.result);
      else this.end();
    } catch {
      this.lostSocket("lost");
    }
  }

  end() {
    this.ended = true;
    this.lostSocket("ended");
    clearTimeout(this.timer);
    this.onState("gone");
  }
}
