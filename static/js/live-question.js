// One question on the page: a copy of the server's own template, filled. The HTML of questions and answers was cleaned
// on the server when it was written.

export function make(page, name) {
  return page.querySelector(`template[data-live-${name}]`).content.firstElementChild.cloneNode(true);
}

// Fills in what is given and leaves the rest as it stands.
export function fill(row, question, { settings, supported }) {
  if (row.dataset.question !== String(question.id)) number(row, question.id);
  if ("html" in question) prose(part(row, "html"), question.html);
  if ("by" in question) person(row.querySelector(".hub-question__words > .hub-muted"), question.by);
  if ("support" in question) part(row, "support").textContent = question.support;
  if ("state" in question) restate(row, question.state, settings);
  if ("reason" in question) {
    part(row, "reason-text").textContent = question.reason;
    part(row, "reason").hidden = !question.reason;
  }
  if (question.record) link(part(row, "record"), question.record);
  if (question.answers) part(row, "answers").replaceChildren(...question.answers.map((answer) => answered(row, answer, settings)));
  if ("by" in question && question.by.id === settings.me) part(row, "report")?.remove();
  mark(row, supported.has(question.id), settings);
  return row;
}

export function fillAnswer(item, answer, { me }) {
  item.dataset.answer = answer.id;
  prose(part(item, "html"), answer.html);
  person(item, answer.by);
  part(item, "edited").hidden = !answer.edited_at;
  const edit = part(item, "edit");
  if (edit) edit.href = edit.href.replace("/answers/0/", `/answers/${answer.id}/`);
  if (edit && answer.by.id !== me) edit.remove();
  return item;
}

function answered(row, answer, settings) {
  return fillAnswer(make(row.ownerDocument, "answer"), answer, settings);
}

// The template is question 0: its ids, labels and addresses get the real number.
function number(row, id) {
  row.dataset.question = id;
  row.id = `question-${id}`;
  for (const form of row.querySelectorAll("form")) {
    form.setAttribute("action", form.getAttribute("action").replace("/questions/0/", `/questions/${id}/`));
  }
  const report = part(row, "report")?.querySelector("a");
  if (report) report.href = report.href.replace(/(live_question(:|%3A))0$/, `$1${id}`);
  for (const field of row.querySelectorAll("[id$='-0']")) field.id = field.id.replace(/-0$/, `-${id}`);
  for (const label of row.querySelectorAll("label[for$='-0']")) label.htmlFor = label.htmlFor.replace(/-0$/, `-${id}`);
}

function restate(row, state, { states }) {
  row.dataset.state = state;
  row.classList.remove("hub-question--gone");
  row.querySelector("[data-gone]")?.remove();
  const tag = part(row, "state");
  tag.firstElementChild.textContent = states[state];
  tag.hidden = !states[state];
  const button = part(row, "button");
  if (button) button.hidden = !["listed", "answered", "unanswered"].includes(state);
  for (const tool of row.querySelectorAll("[data-for]")) tool.hidden = !tool.dataset.for.split(" ").includes(state);
}

function mark(row, isMine, { words }) {
  const button = part(row, "button");
  if (!button) return;
  button.classList.toggle("hub-support--mine", isMine);
  part(row, "support-word").textContent = isMine ? words.supported : words.support;
  const form = button.closest("form");
  form.setAttribute("action", form.getAttribute("action").replace(/(support|withdraw)$/, isMine ? "withdraw" : "support"));
}

function prose(place, html) {
  const box = place.ownerDocument.createElement("div");
  box.className = "hub-prose";
  box.innerHTML = html;
  place.replaceChildren(box);
}

function person(place, by) {
  place.querySelector(".hub-person__name").textContent = by.name;
  const words = place.querySelector(".hub-person__words");
  words.querySelector(".hub-person__office")?.remove();
  const office = [by.office, by.organisation].filter(Boolean).join(", ");
  if (!office) return;
  const span = place.ownerDocument.createElement("span");
  span.className = "hub-person__office";
  span.textContent = office;
  words.append(span);
}

function link(anchor, reference) {
  anchor.href = `/records/${reference}`;
  anchor.textContent = reference;
  anchor.hidden = false;
}

function part(row, name) {
  return row.querySelector(`[data-fill="${name}"]`);
}
