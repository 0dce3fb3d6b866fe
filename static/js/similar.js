// While a title is typed, what resembles it stands below the field. The field itself never moves.

const PAUSE = 500;
const SHORTEST = 6;
const WORDS = {
  en: { heading: "Is it here already?", tab: "opens in a new tab", found: (count) => `${count} similar below the title` },
  cy: { heading: "A yw yma eisoes?", tab: "yn agor mewn tab newydd", found: (count) => `${count} tebyg o dan y teitl` },
};

export function start(page) {
  for (const box of page.querySelectorAll("input[data-similar]")) new Similar(box, page);
}

class Similar {
  constructor(box, page) {
    Object.assign(this, { box, page, shown: "", words: WORDS[page.documentElement.lang.slice(0, 2)] ?? WORDS.en });
    box.form.querySelector("[data-similar-button]")?.remove();
    this.place = page.createElement("section");
    Object.assign(this.place, { className: "hub-similar", hidden: true });
    this.place.setAttribute("aria-label", this.words.heading);
    this.told = page.createElement("p");
    this.told.className = "govuk-visually-hidden";
    this.told.setAttribute("role", "status");
    (box.closest(".govuk-form-group") ?? box).after(this.told, this.place);
    box.addEventListener("input", () => this.ask());
    if (box.value) this.ask();
  }

  ask() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const title = this.box.value.trim();
    if (title.length < SHORTEST) return this.show([]);
    this.timer = setTimeout(() => this.fetch(title), PAUSE);
  }

  async fetch(title) {
    this.asking = new AbortController();
    const query = new URLSearchParams({ q: title, group: this.box.dataset.similar });
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(`/search/similar?${query}`, { headers, signal: this.asking.signal });
      if (answer.ok) this.show((await answer.json()).items);
    } catch { /* offline, or overtaken by the next letter: one can write without */ }
  }

  show(items) {
    const now = items.map((item) => item.url).join(" ");
    if (now === this.shown) return;
    this.shown = now;
    const heading = this.page.createElement("h2");
    heading.textContent = this.words.heading;
    const list = this.page.createElement("ul");
    list.className = "hub-similar__list";
    list.append(...items.map((item) => this.line(item)));
    this.place.replaceChildren(...(items.length ? [heading, list] : []));
    this.place.hidden = items.length === 0;
    this.told.textContent = items.length ? this.words.found(items.length) : "";
  }

  line({ title, kind, place, url }) {
    const line = this.page.createElement("li");
    const link = this.page.createElement("a");
    Object.assign(link, { href: url, target: "_blank", textContent: `${title} (${this.words.tab})` });
    const what = this.page.createElement("span");
    what.className = "hub-similar__kind";
    what.textContent = ` ${[kind, place].filter(Boolean).join(" · ")}`;
    line.append(link, what);
    return line;
  }
}
