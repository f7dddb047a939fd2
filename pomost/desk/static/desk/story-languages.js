/* The text of a story is in the language of its tab, for screen readers and spell checkers: the editor's fields, which
   Wagtail's scripts make, are marked with it as the others are by the server. And each of them gets the name that
   stands above it ("Heading", "Text"), which Wagtail shows, but does not tie to the field. */
const FIELDS = 'input[type="text"], textarea, [contenteditable="true"]';

function mark(story) {
  for (const field of story.querySelectorAll(FIELDS)) {
    field.lang = story.dataset.storyLanguage;
    if (field.labels?.length || field.hasAttribute("aria-labelledby")) continue;
    const heading = field.closest("[data-panel]")?.getAttribute("aria-labelledby");
    if (heading) field.setAttribute("aria-labelledby", heading);
  }
}

for (const story of document.querySelectorAll("[data-story-language]")) {
  mark(story);
  new MutationObserver(() => mark(story)).observe(story, { childList: true, subtree: true });
}
