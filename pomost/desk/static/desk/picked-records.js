/*
 * <select multiple data-picked-records>: the chosen ones as a list with a button each, the others in a menu to add from.
 * The select itself stays in the form and is what is sent; without this script it is used as it is.
 */
function enhance(select) {
  const { add, remove, none } = select.dataset;
  const options = [...select.options];
  const list = document.createElement("ul");
  const menu = document.createElement("select");
  const button = document.createElement("button");
  const adder = document.createElement("div");

  // The field's label and help belong to what the officer meets.
  menu.id = select.id;
  select.id = `${menu.id}-sent`;
  if (select.hasAttribute("aria-describedby")) {
    menu.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
  }
  list.className = "picked-records";
  adder.className = "picked-records__adder";
  button.type = "button";
  button.className = "button button-small button-secondary";
  button.textContent = add;
  adder.append(menu, button);

  function show() {
    const chosen = options.filter((option) => option.selected);
    const others = options.filter((option) => !option.selected);
    list.replaceChildren(
      ...chosen.map((option) => {
        const item = document.createElement("li");
        const away = document.createElement("button");
        away.type = "button";
        away.className = "button button-small button-secondary";
        away.textContent = remove;
        away.setAttribute("aria-label", `${remove}: ${option.text}`);
        away.addEventListener("click", () => pick(option, false));
        item.append(option.text, " ", away);
        return item;
      }),
    );
    menu.replaceChildren(new Option(others.length ? "" : none, ""), ...others.map(({ text, value }) => new Option(text, value)));
    menu.disabled = button.disabled = !others.length;
  }

  function pick(option, isChosen) {
    option.selected = isChosen;
    show();
    // Wagtail notices that the form changed; the focus must not fall to the start of the page.
    select.dispatchEvent(new Event("change", { bubbles: true }));
    (menu.disabled ? list.querySelector("button") : menu)?.focus();
  }

  button.addEventListener("click", () => {
    const option = options.find(({ value }) => value && value === menu.value);
    if (option) pick(option, true);
  });
  select.hidden = true;
  select.after(list, adder);
  show();
}

document.querySelectorAll("select[data-picked-records]").forEach(enhance);
