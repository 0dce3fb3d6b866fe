// Finds people while one types their name, and ticks whom one chooses: a combobox, as ARIA describes it.
// Without this module the button "Find" does the same by one step more.

const PAUSE = 150; // milliseconds without a key before asking
const SHORTEST = 2;

for (const group of document.querySelectorAll("[data-recipients]")) new Recipients(group).start();

function Recipients(group) {
  const box = group.querySelector("input[name=words]");
  const chosen = group.querySelector(".hub-recipients__chosen");
  const find = group.querySelector("button[name=find]");
  const list = document.createElement("ul");
  const news = document.createElement("p");
  let timer, asking;

  this.start = () => {
    list.className = "hub-suggestions";
    list.id = "recipients-found";
    list.hidden = true;
    for (const [name, value] of [["role", "listbox"], ["aria-label", box.labels[0].textContent]]) list.setAttribute(name, value);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
      box.setAttribute(name, value);
    }
    news.setAttribute("role", "status");
    news.className = "govuk-hint";
    box.after(list, news);
    find.hidden = true;
    box.addEventListener("input", ask);
    box.addEventListener("keydown", steer);
    box.addEventListener("blur", () => show([]));
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => add(event.target.closest("[role=option]")));
  };

  function ask() {
    clearTimeout(timer);
    asking?.abort();
    const words = box.value.trim();
    news.textContent = "";
    if (words.length < SHORTEST) return show([]);
    timer = setTimeout(() => fetchPeople(words), PAUSE);
  }

  async function fetchPeople(words) {
    asking = new AbortController();
    try {
      const answer = await fetch(`${group.dataset.recipients}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
      if (!answer.ok) throw new Error(answer.status);
      const people = (await answer.json()).people.filter((person) => !isChosen(person.id));
      if (document.activeElement === box) show(people);
      if (people.length === 0) news.textContent = group.dataset.saysNone;
    } catch (error) {
      if (error.name !== "AbortError") find.hidden = false; // offline or refused: the plain way is there again
    }
  }

  function show(people) {
    list.replaceChildren(...people.map(option));
    list.hidden = people.length === 0;
    box.setAttribute("aria-expanded", String(people.length > 0));
    box.removeAttribute("aria-activedescendant");
  }

  function steer(event) {
    const options = [...list.children];
    const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (event.key === "Enter") {
      event.preventDefault(); // looking for a name must never send the message
      add(options[at] ?? (options.length === 1 ? options[0] : null));
    } else if (event.key === "Escape") {
      show([]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      select(options, (at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1) + options.length) % options.length);
    }
  }

  function select(options, number) {
    options.forEach((each, place) => each.setAttribute("aria-selected", String(place === number)));
    box.setAttribute("aria-activedescendant", options[number].id);
  }

  function add(line) {
    if (!line || isChosen(line.dataset.id)) return;
    group.querySelector(".govuk-hint:not([role])")?.remove();
    chosen.append(tick(line.dataset));
    news.textContent = `${group.dataset.saysAdded} ${line.dataset.name}`;
    box.value = "";
    show([]);
  }

  function isChosen(id) {
    return group.querySelector(`input[name=to][value="${Number(id)}"]:checked`) !== null;
  }

  function option(person, number) {
    const line = document.createElement("li");
    Object.assign(line.dataset, { id: person.id, name: person.name, office: person.office });
    line.className = "hub-suggestions__choice";
    line.id = `${list.id}-${number}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.append(span(person.name), span(person.office, "hub-suggestions__kind"));
    return line;
  }
}

function tick({ id, name, office }) {
  const item = document.createElement("div");
  item.className = "govuk-checkboxes__item";
  const box = Object.assign(document.createElement("input"), { type: "checkbox", id: `to-${id}`, name: "to", value: id, checked: true, className: "govuk-checkboxes__input" });
  const label = Object.assign(document.createElement("label"), { htmlFor: box.id, className: "govuk-label govuk-checkboxes__label" });
  label.append(`${name} `, span(office, "hub-muted"));
  item.append(box, label);
  return item;
}

function span(text, className = "") {
  return Object.assign(document.createElement("span"), { textContent: text, className });
}
