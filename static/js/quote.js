// "Quote" brings the words that are selected in a post, or else all of the post, into the box; nothing is loaded anew.

export function start(page) {
  const box = page.querySelector("#reply textarea");
  const list = page.querySelector("[data-quoting]");
  if (!box || !list) return;
  const linkOf = (node) => node.target.closest?.("a[data-quote]");
  page.addEventListener("mousedown", (event) => {
    if (linkOf(event) && selectedIn(page, linkOf(event))) event.preventDefault(); // the selection stays
  });
  page.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const words = selectedIn(page, link) || wordsOf(postOf(link));
    insert(box, quoted(words, heading(list, link)));
  });
}

const postOf = (link) => link.closest("li[id]");
const wordsOf = (post) => post.querySelector(".hub-prose")?.innerText.trim() ?? "";

function selectedIn(page, link) {
  const selection = page.getSelection();
  const prose = postOf(link).querySelector(".hub-prose");
  const isHere = selection.rangeCount && !selection.isCollapsed && prose?.contains(selection.getRangeAt(0).commonAncestorContainer);
  return isHere ? selection.toString().trim() : "";
}

function heading(list, link) {
  const name = postOf(link).querySelector("header a, header b")?.textContent ?? "";
  return list.dataset.quoting.replace("{name}", name).replace("{number}", link.dataset.quote);
}

function quoted(words, whose) {
  return [`**${whose}**`, "", ...words.split("\n")].map((line) => `> ${line}`.trimEnd()).join("\n");
}

function insert(box, quotation) {
  const before = box.value.trimEnd();
  box.value = `${before ? `${before}\n\n` : ""}${quotation}\n\n`;
  box.dispatchEvent(new Event("input", { bubbles: true })); // what counts or keeps the text sees it
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
  box.scrollTop = box.scrollHeight;
}
