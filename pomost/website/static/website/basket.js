/* The number in the header is right on a page from a cache, after the button "back" and in a second tab; things in the
   basket can be dragged. Without this script both are done by the server. */
const number = document.querySelector("[data-basket-number]");

function count() {
  const kept = document.cookie.split("; ").find((pair) => pair.startsWith("basket="));
  const codes = kept ? decodeURIComponent(kept.slice(7)).replaceAll('"', "").split(":")[0] : "";
  return codes ? codes.split(".").length : 0;
}

function tell() {
  if (number) number.textContent = count();
}

tell();
addEventListener("pageshow", tell);
document.addEventListener("visibilitychange", tell);

const list = document.querySelector("ol[data-order]:not([data-order=''])");
let dragged;

for (const row of list?.children ?? []) row.draggable = true;

list?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-code]");
  event.dataTransfer.effectAllowed = "move";
});
list?.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-code]");
  if (!dragged || !over) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  if (over !== dragged) list.insertBefore(dragged, event.clientY < top + height / 2 ? over : over.nextSibling);
});
list?.addEventListener("dragend", async () => {
  dragged = undefined;
  const codes = [...list.children].map((row) => row.dataset.code).join(".");
  await fetch(list.dataset.order, { method: "POST", body: new URLSearchParams({ verb: "order", code: codes }) });
  // What was typed in the form below goes along.
  const chosen = new URLSearchParams(new FormData(document.getElementById("choices")));
  chosen.delete("things");
  location.search = chosen;
});
