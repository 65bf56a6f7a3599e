// Shows finished markup, and when it changes, changes only what differs: what has the focus, is being pressed, is open
// or half picked stays the same element. Things to press are known by their data-focus.
const OWN = new Set(["open", "aria-disabled", "list"]); // what the browser's side sets itself

// Keeps when it was drawn, so that a press meant for what stood there before can be told.
const note = (element) => (element.drawnAt = performance.now());

const keyOf = (node) => node.dataset?.focus ?? node.querySelector?.("[data-focus]")?.dataset.focus ?? "";
const same = (one, other) => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

function match(node, wanted) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== wanted.data) node.data = wanted.data;
    return;
  }
  for (const { name } of [...node.attributes])
    if (!wanted.hasAttribute(name) && !OWN.has(name) && !(name === "id" && node.matches("datalist"))) node.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  matchInside(node, wanted);
}

function matchInside(node, wanted) {
  let at = node.firstChild;
  for (const next of [...wanted.childNodes]) {
    let found = at;
    while (found && !same(found, next)) found = found.nextSibling;
    if (!found) {
      node.insertBefore(next, at);
    } else {
      while (at !== found) {
        const gone = at;
        at = at.nextSibling;
        gone.remove();
      }
      match(found, next);
      at = found.nextSibling;
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

export default {
  template: `<component :is="tag"></component>`,
  props: { inside: String, tag: String },
  mounted() {
    this.$el.innerHTML = this.drawn = this.inside;
    note(this.$el);
  },
  updated() {
    if (this.inside === this.drawn) return; // what the browser's side has set stays
    this.drawn = this.inside;
    const wanted = this.$el.cloneNode(false);
    wanted.innerHTML = this.inside;
    note(this.$el);
    matchInside(this.$el, wanted);
  },
};
