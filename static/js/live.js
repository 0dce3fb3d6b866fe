// A live discussion that changes by itself. Without this script the page works by plain forms and a refresh link.
import { followForms } from "./live-forms.js";
import { Link } from "./live-link.js";
import { News } from "./live-news.js";
import { View } from "./live-view.js";

const settings = JSON.parse(document.querySelector("[data-live-settings]").textContent);
const news = new News(document, settings.words);
const view = new View(document, settings, news);
const link = new Link(settings, {
  frame: (frame) => view.apply(frame),
  snapshot: (snapshot) => view.replace(snapshot),
  state: (state) => news.link(state),
});
followForms(document, settings, link, view);
link.start();
