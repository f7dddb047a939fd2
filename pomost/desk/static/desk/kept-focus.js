/* Whoever works with the keyboard goes on where they were: after a window has closed, and after a part of the form was
   added or taken away. Wagtail's own scripts let the focus fall to the start of the page there. */
let chooser; // the field whose window was opened last

const isLost = () => !document.activeElement || document.activeElement === document.body || !isShown(document.activeElement);
const isShown = (element) => element.getClientRects().length > 0;
const focusFirst = (scope, selector) => [...(scope?.querySelectorAll(selector) ?? [])].find(isShown)?.focus();

document.addEventListener(
  "click",
  ({ target }) => {
    const button = target.closest?.("button, a");
    if (!button) return;
    chooser = button.closest(".chooser") ?? chooser;
    if (button.id.endsWith("-ADD")) setTimeout(added, 0, button);
    if (button.matches(".c-sf-add-button")) setTimeout(() => focusFirst(document, ".w-combobox input"), 200);
    if (button.id.endsWith("-DELETE-button")) setTimeout(taken, 400, button.closest("[data-inline-panel-child]"));
  },
  true,
);

/* A new part stands above the button that made it. */
function added(button) {
  const parts = document.getElementById(button.id.replace(/-ADD$/, "-FORMS"))?.children;
  const part = parts?.[parts.length - 1];
  if (part && !part.contains(document.activeElement)) focusFirst(part, "input, select, textarea, .chooser button");
}

/* Where a part is gone, the button that makes another. */
function taken(part) {
  if (!isLost()) return;
  const parts = part?.parentElement;
  document.getElementById(parts?.id.replace(/-FORMS$/, "-ADD"))?.focus();
}

window.jQuery?.(document).on("show.bs.modal shown.bs.modal", ({ target }) => {
  // What a window is called, screen readers say when it opens.
  target.setAttribute("aria-label", target.querySelector("h1, h2")?.textContent.trim() ?? "");
});
window.jQuery?.(document).on("hidden.bs.modal", () => {
  setTimeout(() => {
    if (isLost()) focusFirst(chooser, "button, a");
  });
});
