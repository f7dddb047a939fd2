/* How far a file is, told anew every two seconds. Without this script the page loads itself anew. */
const every = 2000;

async function look() {
  const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => undefined);
  if (answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("prepared");
    const shown = document.getElementById("prepared");
    if (now && now.innerHTML !== shown.innerHTML) shown.replaceWith(now);
  }
  wait();
}

function wait() {
  if ("isWaiting" in document.getElementById("prepared").dataset) setTimeout(look, every);
}

wait();
