/* Beside a date that is being typed stands what was understood of it: "4.3.2002" → "4 March 2002". Screen readers tell
   it too: an <output> is a polite live region, and describes the field. Inputs may be added at any time.
   Without this script the date is read when the form is saved. */
const DATE = "input[data-partial-date]";
const { understoodDate: ADDRESS, unknown: UNKNOWN } = document.querySelector("script[data-understood-date]").dataset;
const PAUSE = 300; // milliseconds without a key after which the date is asked for

const waiting = new WeakMap();

function answerBeside(input) {
  let answer = input.nextElementSibling;
  if (!answer?.matches("output.understood-date")) {
    answer = document.createElement("output");
    answer.className = "understood-date";
    answer.id = `${input.id}-understood`;
    answer.htmlFor = input.id;
    input.after(answer);
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${answer.id}`.trim());
  }
  return answer;
}

async function tell(input) {
  const text = input.value.trim();
  const answer = answerBeside(input);
  if (!text) {
    answer.textContent = "";
    return;
  }
  const address = new URL(ADDRESS, document.baseURI);
  address.searchParams.set("text", text);
  const response = await fetch(address);
  if (!response.ok || response.redirected || input.value.trim() !== text) return;
  const { words } = await response.json();
  answer.textContent = words ? `= ${words}` : `? ${UNKNOWN}`;
  answer.classList.toggle("understood-date--unknown", !words);
}

// The place for the answer is there before the answer: only then do screen readers tell what comes into it.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.(DATE)) answerBeside(target);
});
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.(DATE)) return;
  clearTimeout(waiting.get(target));
  waiting.set(target, setTimeout(() => tell(target), PAUSE));
});
