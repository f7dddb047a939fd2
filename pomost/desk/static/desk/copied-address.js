// A button that copies the address beside it. Without this script the address can be selected and copied by hand.

class CopiedAddress extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const button = this.querySelector("button");
    if (!field || !button || !navigator.clipboard) return;
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(field.value);
      button.textContent = this.getAttribute("done");
      setTimeout(() => { button.textContent = words; }, 2000);
    });
    field.addEventListener("focus", () => field.select());
  }
}

customElements.define("copied-address", CopiedAddress);
