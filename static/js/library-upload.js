// Makes the upload form better where it can: files can be dropped, each shows how far it has come, and a file that
// was cut off goes on where it stopped. Without this module the form sends everything at once, as forms do.
import { sendFile } from "./library-sending.js";

for (const form of document.querySelectorAll("[data-library-upload]")) enhance(form);

function enhance(form) {
  const input = form.querySelector("input[type=file]");
  const says = form.dataset;
  const chosen = new Map();
  const list = form.insertBefore(document.createElement("ul"), form.querySelector(".govuk-button-group"));
  list.className = "hub-uploads";
  const news = form.insertBefore(document.createElement("p"), list.nextSibling);
  news.setAttribute("role", "status");
  acceptDrops(input, says.saysDrop, (files) => add(files));

  input.addEventListener("change", () => add(input.files));
  form.addEventListener("submit", (event) => {
    if (!chosen.size) return; // nothing chosen: the server says so, as it does without this module
    event.preventDefault();
    sendAll();
  });

  function add(files) {
    for (const file of files) {
      const key = `${file.name}/${file.size}/${file.lastModified}`;
      if (!chosen.has(key)) chosen.set(key, { file, key, row: rowFor(file), done: false });
    }
    input.value = "";
  }

  function rowFor(file) {
    const row = list.appendChild(document.createElement("li"));
    const id = `upload-${list.children.length}`;
    const label = row.appendChild(document.createElement("label"));
    label.htmlFor = id;
    label.textContent = file.name;
    const bar = row.appendChild(document.createElement("progress"));
    bar.id = id;
    bar.max = Math.max(file.size, 1);
    bar.value = 0;
    const state = row.appendChild(document.createElement("span"));
    state.textContent = says.saysWaiting;
    return { row, bar, label, state };
  }

  async function sendAll() {
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    let last = null;
    for (const entry of chosen.values()) {
      if (!entry.done) last = (await sendOne(entry)) ?? last;
    }
    button.disabled = false;
    if ([...chosen.values()].every((entry) => entry.done)) {
      news.textContent = says.saysAll;
      window.location.assign(chosen.size === 1 && last ? last.url : folderAddress());
    }
  }

  async function sendOne(entry) {
    const { file, row } = entry;
    const wrong = file.size === 0 ? says.saysEmpty : file.size > Number(says.most) ? says.saysLarge : "";
    if (wrong) return fail(entry, wrong);
    try {
      const made = await sendFile(file, {
        address: says.libraryUpload,
        token: form.elements.csrf_token.value,
        mark: entry.key,
        fields: () => described(),
        progress: (sent) => {
          row.bar.value = sent;
          row.state.textContent = `${Math.floor((100 * sent) / file.size)} % ${says.saysSending}`;
        },
        waiting: () => { row.state.textContent = says.saysAgain; },
      });
      entry.done = true;
      row.bar.value = row.bar.max;
      const link = document.createElement("a");
      link.href = made.url;
      link.textContent = made.title;
      row.label.replaceChildren(link);
      row.state.textContent = says.saysDone;
      return made;
    } catch (error) {
      return fail(entry, error.sentence ?? says.saysFailed);
    }
  }

  function fail(entry, sentence) {
    entry.row.state.textContent = sentence;
    entry.row.state.className = "govuk-error-message";
    news.textContent = `${entry.file.name}: ${sentence}`;
    return null;
  }

  function described() {
    const fields = new FormData(form);
    fields.delete(input.name);
    if (chosen.size > 1) fields.delete("title");
    return fields;
  }

  function folderAddress() {
    const library = form.getAttribute("action").replace(/\/upload$/, "");
    const folder = form.elements.folder.value;
    return folder ? `${library}/folders/${folder}` : library;
  }
}

function acceptDrops(input, words, add) {
  const place = input.closest(".govuk-form-group");
  place.classList.add("hub-drop");
  place.appendChild(document.createElement("p")).textContent = words;
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.toggle("hub-drop--over", over);
      if (name === "drop") add(event.dataTransfer.files);
    });
  }
}
