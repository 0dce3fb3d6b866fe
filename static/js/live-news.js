// What is said of changes: politely to screen readers, unless they asked for quiet, and in one line to everyone.

const GATHER = 2000;

export class News {
  constructor(page, words) {
    this.words = words;
    this.log = page.querySelector("[data-live-log]");
    this.line = page.querySelector("[data-live-link]");
    this.box = page.querySelector("[data-live-notice]");
    this.pause = page.querySelector("[data-live-pause]");
    this.refresh = page.querySelector("[data-live-refresh]");
    this.waiting = [];
    this.pause.hidden = false;
    this.pause.addEventListener("click", () => this.toggle());
  }

  toggle() {
    const quiet = this.pause.getAttribute("aria-pressed") !== "true";
    this.pause.setAttribute("aria-pressed", String(quiet));
    this.log.setAttribute("aria-live", quiet ? "off" : "polite");
    if (quiet) this.log.replaceChildren();
  }

  // Several changes within two seconds are said once.
  say(sentence) {
    if (this.pause.getAttribute("aria-pressed") === "true" || this.waiting.includes(sentence)) return;
    if (this.waiting.push(sentence) > 1) return;
    setTimeout(() => {
      const line = document.createElement("p");
      line.textContent = this.waiting.splice(0).join(" ");
      this.log.append(line);
      while (this.log.childElementCount > 20) this.log.firstElementChild.remove();
    }, GATHER);
  }

  // connected, polling, offline or gone
  link(state) {
    if (this.line.textContent === this.words[state]) return;
    this.line.textContent = this.words[state];
    this.line.dataset.state = state;
    this.refresh.hidden = state === "connected";
    if (state === "gone") this.notice(this.words.gone);
  }

  notice(sentence) {
    this.box.textContent = sentence;
    this.box.hidden = false;
    this.say(sentence);
  }
}
