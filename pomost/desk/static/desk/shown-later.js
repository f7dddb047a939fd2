/* <shown-later src="address">: fetched when it comes into sight, which in a tab is when the tab is chosen. The link in
   it leads to the same without this script, and where fetching fails. */
class ShownLater extends HTMLElement {
  connectedCallback() {
    this.sight = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) this.load();
    });
    this.sight.observe(this);
  }

  disconnectedCallback() {
    this.sight?.disconnect();
  }

  async load() {
    this.sight.disconnect();
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.getAttribute("src"));
      // Who is no longer logged in is sent to the login page, which has no place here.
      if (answer.ok && !answer.redirected) this.show(await answer.text());
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  show(text) {
    const hadFocus = this.contains(document.activeElement);
    this.innerHTML = text;
    if (hadFocus) this.querySelector("a, button")?.focus();
  }
}

customElements.define("shown-later", ShownLater);
