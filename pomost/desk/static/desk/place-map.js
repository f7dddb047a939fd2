/*
 * <place-map>: a map on which a click or the arrow keys set two number inputs, and the inputs move the mark.
 * Attributes: world (address of an SVG whose units are degrees), latitude and longitude (ids of the inputs), and the
 * words: label, hint, zoom-in, zoom-out, whole. The inputs alone suffice where this script does not run.
 */
const EUROPE = { longitude: 14, latitude: 52, span: 80 }; // span: degrees of longitude from edge to edge
const WORLD = { longitude: 0, latitude: 18, span: 360 };
const CLOSE_UP = 16;
const NARROWEST = 0.25;
const ZOOM = 2;
const STEPS_ACROSS = 60; // of the arrow keys
const DRAG = 4; // pixels; a shorter way of the pointer is a click
const SVG = "http://www.w3.org/2000/svg";

let worldIsLoaded; // one promise for all maps of a page
let count = 0;

const clamp = (number, least, most) => Math.min(most, Math.max(least, number));

async function loadWorld(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const text = await answer.text();
  return [...new DOMParser().parseFromString(text, "image/svg+xml").documentElement.children];
}

class PlaceMap extends HTMLElement {
  connectedCallback() {
    if (this.surface) return;
    this.inputs = ["latitude", "longitude"].map((name) => document.getElementById(this.getAttribute(name)));
    if (this.inputs.includes(null)) return;
    this.build();
    const mark = this.mark();
    this.view = mark ? { ...mark, span: CLOSE_UP } : { ...EUROPE };
    for (const input of this.inputs) input.addEventListener("input", () => this.follow());
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.surface);
    worldIsLoaded ??= loadWorld(this.getAttribute("world"));
    worldIsLoaded.then((shapes) => this.picture.append(...shapes.map((shape) => document.importNode(shape, true))));
  }

  disconnectedCallback() {
    this.resizes?.disconnect();
  }

  build() {
    const hint = document.createElement("p");
    hint.className = "place-map__hint";
    hint.id = `place-map-hint-${(count += 1)}`;
    hint.textContent = this.getAttribute("hint");

    this.surface = document.createElement("div");
    this.surface.className = "place-map__surface";
    this.surface.tabIndex = 0;
    this.surface.setAttribute("role", "application");
    this.surface.setAttribute("aria-label", this.getAttribute("label"));
    this.surface.setAttribute("aria-describedby", hint.id);

    this.picture = document.createElementNS(SVG, "svg");
    this.picture.setAttribute("preserveAspectRatio", "none");
    this.picture.setAttribute("aria-hidden", "true");
    this.pin = document.createElement("span");
    this.pin.className = "place-map__mark";
    this.surface.append(this.picture, this.pin);

    this.told = document.createElement("p");
    this.told.className = "w-sr-only";
    this.told.setAttribute("aria-live", "polite");

    const tools = document.createElement("div");
    tools.className = "place-map__tools";
    tools.append(
      this.button("+", "zoom-in", () => this.zoom(1 / ZOOM)),
      this.button("−", "zoom-out", () => this.zoom(ZOOM)),
      this.button("○", "whole", () => this.look(WORLD)),
    );
    const frame = document.createElement("div");
    frame.className = "place-map__frame";
    frame.append(this.surface, tools);
    this.append(frame, hint, this.told);

    this.surface.addEventListener("keydown", (event) => this.key(event));
    this.surface.addEventListener("pointerdown", (event) => this.press(event));
  }

  button(sign, name, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "place-map__tool";
    button.textContent = sign;
    button.title = this.getAttribute(name);
    button.setAttribute("aria-label", button.title);
    button.addEventListener("click", action);
    return button;
  }

  /* The place in the inputs, or null while it is no place. */
  mark() {
    if (this.inputs.some((input) => input.value.trim() === "")) return null;
    const [latitude, longitude] = this.inputs.map((input) => Number(input.value.replace(",", ".")));
    const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    return isPlace ? { latitude, longitude } : null;
  }

  /* Degrees across and down. Away from the equator a degree of longitude is shorter, and is drawn shorter. */
  extent() {
    const { clientWidth: width, clientHeight: height } = this.surface;
    const shortening = Math.cos((clamp(Math.abs(this.view.latitude), 0, 75) * Math.PI) / 180);
    return { width, height, across: this.view.span, down: (this.view.span * height * shortening) / width };
  }

  draw() {
    const { width, across, down } = this.extent();
    if (!width) return; // in a tab that is not shown
    const left = this.view.longitude - across / 2;
    const top = -this.view.latitude - down / 2;
    this.picture.setAttribute("viewBox", `${left} ${top} ${across} ${down}`);
    const mark = this.mark();
    this.pin.hidden = !mark;
    if (!mark) return;
    this.pin.style.left = `${((mark.longitude - left) / across) * 100}%`;
    this.pin.style.top = `${((-mark.latitude - top) / down) * 100}%`;
  }

  look(view) {
    const next = { ...this.view, ...view };
    this.view = {
      longitude: clamp(next.longitude, -180, 180),
      latitude: clamp(next.latitude, -85, 85),
      span: clamp(next.span, NARROWEST, WORLD.span),
    };
    this.draw();
  }

  zoom(factor) {
    this.look({ ...this.mark(), span: this.view.span * factor });
  }

  /* The inputs were changed: bring the mark into view. */
  follow() {
    const mark = this.mark();
    const { across, down } = this.extent();
    const isInView =
      mark &&
      Math.abs(mark.longitude - this.view.longitude) < across / 2 &&
      Math.abs(mark.latitude - this.view.latitude) < down / 2;
    if (mark && !isInView) this.look(mark);
    else this.draw();
  }

  /* Write a place into the inputs, as exactly as the map shows it. */
  put({ latitude, longitude }) {
    const { width, across } = this.extent();
    const decimals = clamp(Math.ceil(-Math.log10(across / width)), 1, 5);
    const place = [clamp(latitude, -90, 90), clamp(((longitude + 540) % 360) - 180, -180, 180)];
    this.inputs.forEach((input, i) => {
      input.value = String(Number(place[i].toFixed(decimals)));
    });
    for (const type of ["input", "change"]) {
      for (const input of this.inputs) input.dispatchEvent(new Event(type, { bubbles: true }));
    }
    this.told.textContent = this.inputs.map((input) => `${input.value}°`).join(", ");
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { across } = this.extent();
    const step = across / STEPS_ACROSS;
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };
    if (event.key in moves) {
      const from = this.mark() ?? this.view;
      const [north, east] = this.mark() ? moves[event.key] : [0, 0]; // the first key sets the mark
      this.put({ latitude: from.latitude + north * step, longitude: from.longitude + east * step });
    } else if (event.key === "+" || event.key === "=") this.zoom(1 / ZOOM);
    else if (event.key === "-") this.zoom(ZOOM);
    else return;
    event.preventDefault();
  }

  /* A press that moves on drags the map; one that does not sets the mark. */
  press(event) {
    if (event.button !== 0) return;
    const start = { x: event.clientX, y: event.clientY, ...this.view };
    const { width, height, across, down } = this.extent();
    let isDrag = false;
    const ends = new AbortController();
    const on = (type, action) => this.surface.addEventListener(type, action, { signal: ends.signal });
    on("pointermove", ({ clientX, clientY, pointerId }) => {
      const [x, y] = [clientX - start.x, clientY - start.y];
      if (!isDrag && Math.hypot(x, y) < DRAG) return;
      if (!isDrag) this.surface.setPointerCapture(pointerId);
      isDrag = true;
      this.look({
        longitude: start.longitude - (x / width) * across,
        latitude: start.latitude + (y / height) * down,
      });
    });
    on("pointercancel", () => ends.abort());
    on("pointerup", ({ clientX, clientY }) => {
      ends.abort();
      if (isDrag) return;
      const box = this.surface.getBoundingClientRect();
      this.put({
        longitude: this.view.longitude + ((clientX - box.left) / box.width - 0.5) * across,
        latitude: this.view.latitude - ((clientY - box.top) / box.height - 0.5) * down,
      });
    });
  }
}

customElements.define("place-map", PlaceMap);
