/* Titles below the search field while somebody types. The list is the browser's own (<datalist>): keys, touch and screen
   readers work as everywhere, and without this file the field is a field. */
const field = document.querySelector("[data-suggestions]");
const list = field.list;
const WAIT = 150; /* milliseconds without a key */
let waiting;
let last = "";

const suggest = async () => {
  const query = field.value.trim();
  if (query.length < 2 || query === last) return;
  last = query;
  const response = await fetch(`${field.dataset.suggestions}?${new URLSearchParams({ q: query })}`);
  if (!response.ok || query !== last) return;
  const { titles } = await response.json();
  list.replaceChildren(...titles.map((title) => new Option(title, title)));
};

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => suggest().catch(() => {}), WAIT); /* without an answer there is just no suggestion */
});
