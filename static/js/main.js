// Every page's beginning. Pages work without it; with it, a few things are quicker or kinder.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink, createAll,
} from "../vendor/govuk-frontend.js";
import { closeMenus } from "./menu.js";
import { refuseWhatIsTooLong } from "./sending.js";
import { suggestWhileTyping } from "./suggestions.js";

// GOV.UK Frontend's usual one-line inline script, as a module: our policy allows no inline script.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink]) {
  createAll(component);
}
closeMenus(document);
refuseWhatIsTooLong(document);
suggestWhileTyping(document);

// What only some pages have is fetched there.
const PARTS = [
  ["form[data-draft]", "./draft.js"],
  ["textarea[data-mentions]", "./mention.js"],
  ["button[data-preview]", "./preview.js"],
  ["a[data-quote]", "./quote.js"],
  ["input[data-similar]", "./similar.js"],
  ["[data-new-posts]", "./posts.js"],
];
for (const [selector, module] of PARTS) {
  if (document.querySelector(selector)) import(module).then(({ start }) => start(document));
}
