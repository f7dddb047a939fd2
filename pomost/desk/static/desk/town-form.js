/* What the window of the town chooser needs beyond Wagtail's own script. */

/* <take-focus for="id">: what the officer goes on with gets the focus when it is loaded into the window. */
class TakeFocus extends HTMLElement {
  connectedCallback() {
    const take = () => {
      const input = document.getElementById(this.getAttribute("for"));
      input?.focus();
      // Type on behind what was typed, instead of before it.
      if (input?.type === "text") input.setSelectionRange(input.value.length, input.value.length);
    };
    setTimeout(take);
    // The window takes the focus itself once it has opened.
    window.jQuery?.(this).closest(".modal").one("shown.bs.modal", take);
  }
}

/* <suggested-names for="id">: its buttons write their names into the input. */
class SuggestedNames extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      const input = document.getElementById(this.getAttribute("for"));
      if (!button || !input) return;
      input.value = button.textContent;
      input.focus();
    });
  }
}

customElements.define("take-focus", TakeFocus);
customElements.define("suggested-names", SuggestedNames);
