// What the browser does itself: it sends acts, opens dialogs, and keeps half-filled forms (sight.js: focus and scroll).
// Everything that is said comes from the server.
"use strict";

window.kith = (() => {
  const busy = new Map(); // nonce → what was pressed
  const lines = new Map(); // "user conversation" → what is typed but not sent

  const columnOf = (element) => Number(element?.closest("[data-column]")?.dataset.column ?? 0);
  const sheet = () => document.querySelector("dialog.sheet[open]");

  // --- acts ---

  function act(what, { source = null, column = columnOf(source), ...more }) {
    if (source?.ariaDisabled === "true") return;
    const nonce = crypto.randomUUID();
    if (source) {
      source.ariaDisabled = "true";
      busy.set(nonce, source);
      kith.expect(source);
      setTimeout(() => done(nonce), 15000);
    }
    emitEvent("kith", { do: what, nonce, column, ...more });
  }

  function done(nonce) {
    const source = busy.get(nonce);
    if (source) source.ariaDisabled = null;
    busy.delete(nonce);
  }

  const given = ({ id, value, text, message, conversation }) => ({
    ...(id && { id }),
    ...(text && { text }),
    ...(value && { value }),
    ...(message && { message: Number(message) }),
    ...(conversation && { conversation }),
  });

  function answers(form) {
    const found = {};
    for (const question of form.querySelectorAll("[data-question]")) found[question.dataset.question] = [];
    for (const [name, text] of new FormData(form)) {
      if (typeof text === "string" && text !== "") (found[name] ??= []).push(text);
    }
    return found;
  }

  // Files go ahead of the form, and the form says under which names they were left.
  async function sendFiles(form) {
    const left = {};
    for (const field of form.querySelectorAll("input[type=file]")) {
      const file = field.files[0];
      if (!file) continue;
      const answer = await fetch("/playground/files", { method: "POST", body: file }).catch(() => null);
      left[field.name] = [answer?.ok ? await answer.text() : "not-had"];
    }
    return left;
  }

  // A second press in the same place, where something else has come under the pointer meanwhile, was not meant for it.
  const SAME_PLACE = 24; // pixels
  const TOO_SOON = 1000; // milliseconds
  let last = { x: -100, y: -100, label: "", moved: true };

  const isFar = ({ clientX, clientY }) => Math.hypot(clientX - last.x, clientY - last.y) > SAME_PLACE;
  document.addEventListener("pointermove", (event) => {
    if (isFar(event)) last.moved = true;
  });

  function isMeant(event, pressed) {
    if (!event.detail) return true; // by keyboard
    const label = pressed.textContent;
    const drawnAt = Math.max(pressed.closest("article")?.drawnAt ?? 0, pressed.closest(".log")?.movedAt ?? 0);
    const late = !last.moved && !isFar(event) && label !== last.label && performance.now() - drawnAt < TOO_SOON;
    if (!late) last = { x: event.clientX, y: event.clientY, label, moved: false };
    return !late;
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]:not(form)");
    if (pressed && !pressed.disabled && isMeant(event, pressed)) act(pressed.dataset.do, { source: pressed, ...given(pressed.dataset) });
    if (event.target.closest("[data-close]") || event.target === sheet()) close();
    if (event.target.closest("button[data-shade]")) switchShade();
    if (event.target.closest("[data-guide-off]")) hideGuide();
    const guide = event.target.closest("[data-guide]");
    if (guide) guide.setAttribute("aria-expanded", String(guide.getAttribute("aria-expanded") !== "true"));
    openMenu(event.target);
    if (event.target.closest("[data-skip]")) {
      event.preventDefault();
      document.getElementById("people").focus();
    }
    for (const menu of document.querySelectorAll("details.more[open]"))
      if (!menu.contains(event.target) || pressed) menu.open = false;
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-do]");
    if (!form) return;
    event.preventDefault();
    const what = form.dataset.do;
    if (what === "say") return say(form);
    const source = form.querySelector("[type=submit]");
    const fields = Object.fromEntries(new FormData(form));
    if (what === "pick") return act(what, { source, ...given(form.dataset), value: fields.value });
    const problem = form.querySelector("[data-problem]");
    if (problem && !fields.name.trim()) {
      problem.textContent = problem.dataset.problem;
      return form.elements.name.focus();
    }
    if (!form.querySelector("input[type=file]")) return act(what, { source, ...given(form.dataset), answers: answers(form) });
    if (source.ariaDisabled === "true") return;
    source.ariaDisabled = "true";
    sendFiles(form).then((files) => {
      source.ariaDisabled = null;
      act(what, { source, ...given(form.dataset), answers: { ...answers(form), ...files } });
    });
  });

  function say(form) {
    const field = form.elements.text;
    const column = columnOf(form);
    if (!field.value.trim()) return;
    act("say", { column, conversation: form.dataset.conversation, text: field.value });
    field.value = "";
    field.removeAttribute("list");
    const log = form.closest(".person-column").querySelector(".log");
    lines.delete(log.dataset.conversation);
    kith.toEnd(log);
  }

  // --- typing ---

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  document.addEventListener("input", ({ target }) => {
    if (target.dataset.filter) narrow(target);
    if (target.dataset.commands !== undefined) {
      const log = target.closest(".person-column").querySelector(".log");
      lines.set(log.dataset.conversation, target.value);
      const list = target.form.querySelector("datalist");
      list.id = `commands-${columnOf(target)}`;
      if (target.value.startsWith("/")) target.setAttribute("list", list.id);
      else target.removeAttribute("list");
    }
    const form = target.closest("dialog form[data-do=submit]");
    if (form) sessionStorage.setItem(memory(sheet()), JSON.stringify(answers(form)));
  });

  // How well something goes with what was typed: by how its name begins, then a word of its name, then any word, then by
  // what stands inside of one; 4 if not at all.
  function rank(item, words) {
    const begins = (text) => {
      const parts = plain(text).split(/[^\p{L}\p{N}]+/u);
      return words.every((word) => parts.some((part) => part.startsWith(word)));
    };
    const name = item.dataset.name ?? item.dataset.words;
    if (plain(name).startsWith(words.join(" "))) return 0;
    if (begins(name)) return 1;
    if (begins(item.dataset.words)) return 2;
    return words.every((word) => plain(item.dataset.words).includes(word)) ? 3 : 4;
  }

  function narrow(field) {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const list = document.querySelector(`[id="${field.dataset.filter}"]`);
    list.inOrder ??= [...list.querySelectorAll("[data-words]")];
    const ranks = new Map(list.inOrder.map((item) => [item, words.length ? rank(item, words) : 0]));
    for (const [item, place] of ranks) item.hidden = place > 3 && !item.querySelector(":checked");
    list.append(...[...list.inOrder].sort((one, other) => ranks.get(one) - ranks.get(other)));
    list.scrollTop = 0;
    const found = list.inOrder.filter((item) => !item.hidden).length;
    const nobody = document.querySelector(`[data-nobody="${field.dataset.filter}"]`);
    if (nobody) nobody.hidden = found > 0;
  }

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest("details.more[open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (event.key === "Escape" && event.target.closest("aside")) act("waiting", {});
    const all = document.querySelector("[data-all][aria-expanded=true]");
    if (event.key === "Escape" && all && !sheet()) {
      all.setAttribute("aria-expanded", "false");
      all.focus();
    }
    if (event.key === "Enter" && event.target.dataset.filter) {
      event.preventDefault();
      document.querySelector(`[id="${event.target.dataset.filter}"] [data-words]:not([hidden]) button`)?.click();
    }
  });

  // --- dialogs ---

  const memory = (dialog) => `kith ${dialog.dataset.key}`;

  function open(column, inside, key = "") {
    close();
    const dialog = document.createElement("dialog");
    dialog.className = "sheet";
    dialog.dataset.column = column;
    dialog.dataset.key = key;
    dialog.innerHTML = inside;
    const title = dialog.querySelector("h2");
    title.id = "sheet-title";
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.addEventListener("close", () => {
      dialog.remove();
      kith.refocus();
    });
    document.body.append(dialog);
    place(dialog);
    dialog.showModal();
    const field = "[autofocus], [aria-invalid=true], form .question :is(input, select, textarea)";
    dialog.querySelector(field)?.focus();
    return dialog;
  }

  function place(dialog) {
    const column = document.querySelector(`.person-column[data-column="${dialog.dataset.column}"]`);
    const box = column?.getBoundingClientRect();
    dialog.classList.toggle("in-column", Boolean(box?.width));
    if (box?.width) for (const side of ["left", "top", "width", "height"]) dialog.style.setProperty(`--${side}`, `${box[side]}px`);
  }

  function close() {
    sheet()?.close();
  }

  function form(column, key, inside) {
    const before = sheet();
    if (before && before.dataset.key !== key) sessionStorage.removeItem(memory(before));
    const dialog = open(column, inside, key);
    const kept = JSON.parse(sessionStorage.getItem(memory(dialog)) ?? "null");
    if (kept) for (const [name, texts] of Object.entries(kept)) fill(dialog, name, texts);
  }

  function fill(dialog, name, texts) {
    for (const field of dialog.querySelectorAll(`[name="${name}"]`)) {
      if (field.type === "file") continue;
      if (["radio", "checkbox"].includes(field.type)) field.checked = texts.includes(field.value) || (!field.value && !texts.length);
      else field.value = texts.join("\n");
    }
  }

  function problems(column, sentences) {
    const dialog = sheet();
    for (const question of dialog?.querySelectorAll("[data-question]") ?? []) {
      const sentence = sentences[question.dataset.question] ?? "";
      question.querySelector(".problem").textContent = sentence;
      const field = question.matches("fieldset") ? question : question.querySelector("input, select, textarea");
      if (sentence) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    const first = dialog?.querySelector("[aria-invalid=true]");
    (first?.matches("fieldset") ? first.querySelector("input:not(.filter)") : first)?.focus();
    first?.closest(".question").scrollIntoView({ block: "nearest" });
  }

  function sent(column, kept) {
    const dialog = sheet();
    if (dialog && !kept) sessionStorage.removeItem(memory(dialog));
    close();
  }

  // --- the rest ---

  // In the dialog, if one is open: what lies behind it is neither seen nor read out.
  function toast(text) {
    const note = document.createElement("p");
    note.className = "toast";
    note.setAttribute("role", "alert");
    note.textContent = text;
    document.querySelectorAll(".toast").forEach((older) => older.remove());
    (sheet() ?? document.body).append(note);
    setTimeout(() => note.remove(), 6000);
  }

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  if (localStorage.getItem("kith shade")) root.dataset.shade = localStorage.getItem("kith shade");

  function switchShade() {
    const own = dark.matches ? "dark" : "light";
    const wanted = (root.dataset.shade ?? own) === "dark" ? "light" : "dark";
    if (wanted === own) {
      delete root.dataset.shade;
      localStorage.removeItem("kith shade");
    } else {
      root.dataset.shade = wanted;
      localStorage.setItem("kith shade", wanted);
    }
  }

  // On a phone what else can be done stands behind one button. Moving the clock leaves it open.
  function openMenu(target) {
    const button = document.querySelector("[data-all]");
    if (!button || target.closest(".movers")) return;
    const opens = button.contains(target) && button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(opens));
  }

  if (localStorage.getItem("kith guide") === "off") root.dataset.guide = "off";

  function hideGuide() {
    root.dataset.guide = "off";
    localStorage.setItem("kith guide", "off");
    document.getElementById("people").focus();
  }

  function address(people) {
    history.replaceState(history.state, "", `?people=${encodeURI(people)}`);
  }

  function forget() {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("kith ")) sessionStorage.removeItem(key);
    lines.clear();
  }

  return { act, columnOf, sheet, place, lines, done, open, close, form, problems, sent, toast, address, forget };
})();
