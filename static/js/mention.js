// Offers names after an @ in a text area. The box keeps the focus: arrows choose, Enter or Tab takes, Escape closes.

const PAUSE = 150;
const AT = /(?:^|[\s(])@([\p{L}][\p{L}’'.-]*(?: [\p{L}’'.-]*){0,2})$/u;
const WORDS = {
  en: { offered: (count) => `${count} people: use the arrow keys to choose`, none: "", label: "People to mention" },
  cy: { offered: (count) => `${count} o bobl: defnyddiwch y bysellau saeth i ddewis`, none: "", label: "Pobl i’w crybwyll" },
};

export function start(page) {
  for (const box of page.querySelectorAll("textarea[data-mentions]")) new Mentions(box, page);
}

class Mentions {
  constructor(box, page) {
    Object.assign(this, { box, page, words: WORDS[page.documentElement.lang.slice(0, 2)] ?? WORDS.en });
    const frame = page.createElement("div");
    frame.className = "hub-mention";
    box.replaceWith(frame);
    this.list = page.createElement("ul");
    Object.assign(this.list, { className: "hub-suggestions", id: `${box.id}-people`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.words.label);
    this.told = page.createElement("p");
    this.told.className = "govuk-visually-hidden";
    this.told.setAttribute("role", "status");
    frame.append(box, this.list, this.told);
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", this.list.id);
    box.addEventListener("input", () => this.ask());
    box.addEventListener("keydown", (event) => this.steer(event));
    box.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
  }

  typed() {
    if (this.box.selectionStart !== this.box.selectionEnd) return null;
    return this.box.value.slice(0, this.box.selectionStart).match(AT)?.[1] ?? null;
  }

  ask() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const letters = this.typed();
    if (letters === null || letters.replaceAll(" ", "").length < 2) return this.close();
    this.timer = setTimeout(() => this.fetch(letters), PAUSE);
  }

  async fetch(letters) {
    this.asking = new AbortController();
    const query = new URLSearchParams({ place: this.box.dataset.mentions, q: letters });
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(`/people/named?${query}`, { headers, signal: this.asking.signal });
      if (answer.ok && this.typed() === letters) this.show((await answer.json()).items);
    } catch {
      this.close(); // offline, signed out, or overtaken by the next letter: a name can be typed in full
    }
  }

  show(people) {
    this.list.replaceChildren(...people.map((person, number) => this.choice(person, number)));
    this.list.hidden = people.length === 0;
    this.list.lastElementChild?.scrollIntoView({ block: "nearest" });
    this.told.textContent = people.length ? this.words.offered(people.length) : this.words.none;
    this.box.removeAttribute("aria-activedescendant");
  }

  choice({ name, about, text }, number) {
    const line = this.page.createElement("li");
    Object.assign(line, { className: "hub-suggestions__choice", id: `${this.list.id}-${number}` });
    line.dataset.text = text;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    const what = this.page.createElement("span");
    what.className = "hub-suggestions__kind";
    what.textContent = about;
    line.append(name, what);
    return line;
  }

  close() {
    clearTimeout(this.timer);
    if (!this.list.hidden) this.show([]);
  }

  steer(event) {
    const choices = [...this.list.children];
    if (!choices.length) return;
    const at = choices.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) this.take(choices[at]);
    else if (event.key === "ArrowDown") this.select(choices, (at + 1) % choices.length);
    else if (event.key === "ArrowUp") this.select(choices, (at <= 0 ? choices.length : at) - 1);
    else return;
    event.preventDefault();
  }

  select(choices, chosen) {
    choices.forEach((each, number) => each.setAttribute("aria-selected", String(number === chosen)));
    choices[chosen].scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", choices[chosen].id);
  }

  take(line) {
    if (!line) return;
    const end = this.box.selectionStart;
    const begin = end - this.typed().length - 1;
    this.box.setRangeText(`${line.dataset.text} `, begin, end, "end");
    this.close();
    this.box.dispatchEvent(new Event("input", { bubbles: true })); // what counts or keeps the text sees it
  }
}
