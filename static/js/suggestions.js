// While one types in a search box: titles, groups and people that a search would find. A combobox, as ARIA describes it.

const PAUSE = 150; // milliseconds without a key before asking
const SHORTEST = 2;

export function suggestWhileTyping(page) {
  for (const box of page.querySelectorAll("[data-suggestions]")) new Suggestions(box);
}

class Suggestions {
  constructor(box) {
    this.box = box;
    this.list = box.parentElement.appendChild(document.createElement("ul"));
    this.list.className = "hub-suggestions";
    this.list.id = `${box.id}-suggestions`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", box.labels[0]?.textContent ?? "");
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]]) {
      box.setAttribute(name, value);
    }
    box.addEventListener("input", () => this.ask());
    box.addEventListener("keydown", (event) => this.steer(event));
    box.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => open(event.target.closest("[role=option]")));
  }

  ask() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const text = this.box.value.trim();
    if (text.length < SHORTEST) return this.close();
    this.timer = setTimeout(() => this.fetch(text), PAUSE);
  }

  async fetch(text) {
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${this.box.dataset.suggestions}?q=${encodeURIComponent(text)}`, { signal: this.asking.signal });
      if (answer.ok && document.activeElement === this.box) this.show((await answer.json()).items);
    } catch {
      this.close(); // offline, or overtaken by the next letter: the box works without
    }
  }

  show(items) {
    this.list.replaceChildren(...items.map((item, number) => choice(item, `${this.list.id}-${number}`)));
    this.list.hidden = items.length === 0;
    this.box.setAttribute("aria-expanded", String(items.length > 0));
    this.box.removeAttribute("aria-activedescendant");
  }

  close() {
    this.show([]);
  }

  steer(event) {
    const choices = [...this.list.children];
    const at = choices.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && choices.length) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      open(choices[at]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && choices.length) {
      event.preventDefault();
      const next = event.key === "ArrowDown" ? at + 1 : (at < 0 ? choices.length : at) - 1;
      this.select(choices, next === choices.length ? -1 : next);
    }
  }

  select(choices, chosen) {
    choices.forEach((each, number) => each.setAttribute("aria-selected", String(number === chosen)));
    if (chosen < 0) this.box.removeAttribute("aria-activedescendant");
    else this.box.setAttribute("aria-activedescendant", choices[chosen].id);
  }
}

function choice({ title, kind, url }, id) {
  const line = document.createElement("li");
  line.className = "hub-suggestions__choice";
  line.id = id;
  line.dataset.url = url;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  const words = document.createElement("span");
  words.textContent = title;
  const what = document.createElement("span");
  what.className = "hub-suggestions__kind";
  what.textContent = kind;
  line.append(words, what);
  return line;
}

function open(line) {
  if (line) location.assign(line.dataset.url);
}
