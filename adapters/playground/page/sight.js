// Where the focus is, what is on the screen, and how far somebody has read.
"use strict";

(() => {
  const { act, columnOf, sheet, place, lines } = kith;
  const logs = new WeakMap(); // log → what was on the screen
  let last = null; // where the focus was outside of dialogs

  // --- focus ---

  document.addEventListener("focusin", ({ target }) => {
    if (target.closest("dialog")) return;
    last = {
      element: target,
      column: target.closest("[data-column]")?.dataset.column,
      key: target.dataset.focus,
      message: target.closest("article")?.dataset.message,
    };
  });

  // What had the focus may have been drawn anew: the same thing gets it again, else the message it stood on.
  function refocus() {
    if (!last || last.element.isConnected || sheet() || document.activeElement !== document.body) return;
    const scope = (last.column && document.querySelector(`.person-column[data-column="${last.column}"]`)) || document;
    const same = last.key && scope.querySelector(`[data-focus="${CSS.escape(last.key)}"]:not([disabled])`);
    const near = same || (last.message && scope.querySelector(`article[data-message="${last.message}"]`));
    near?.focus({ preventScroll: true });
  }

  // --- scrolling, and what has been seen ---

  const gap = (log) => log.scrollHeight - log.scrollTop - log.clientHeight;

  // Where something begins: at the top, unless all of it and what follows can be seen.
  const toBeginning = (log, article) => (log.scrollTop = article.offsetTop - 16);

  // A conversation that is opened begins with what is new; where nothing is, it shows its end, but a tall card from its
  // beginning.
  function open(log, found) {
    const others = found.filter((article) => !article.querySelector(".mine"));
    const unread = Number(log.dataset.unread ?? 0);
    const first = unread ? (others.at(-unread) ?? found[0]) : found.at(-1);
    if (first && (unread || first.offsetHeight > log.clientHeight)) toBeginning(log, first);
    else log.scrollTop = log.scrollHeight;
  }

  // What somebody presses is answered in the place of its card, or below. An answer that is another card than the one
  // that was pressed (most of its buttons are new) is read from its beginning; the same card stays where it is.
  const EXPECTED = 5000; // milliseconds
  const keys = (article) => [...article.querySelectorAll("[data-focus]")].map((one) => one.dataset.focus);

  function expect(source) {
    const until = performance.now() + EXPECTED;
    const column = document.querySelector(`.person-column[data-column="${columnOf(source)}"]`);
    const message = (source.closest("form[data-message]") ?? source.closest("article"))?.dataset.message;
    const article = column?.querySelector(`article[data-message="${message}"]`);
    if (!article) return;
    article.pressed = { keys: new Set(keys(article)), until };
    article.closest(".log").expects = until;
  }

  function isAnother(article) {
    const { keys: before, until } = article.pressed ?? { until: 0 };
    if (performance.now() > until) return false;
    const now = keys(article);
    const same = now.filter((key) => before.has(key)).length;
    if (same === now.length && same === before.size) return false; // not answered yet
    article.pressed = null;
    return same * 2 < now.length || !now.length;
  }

  function intoSight(log, article) {
    const [top, height] = [article.offsetTop - 16, article.offsetHeight + 32];
    if (top < log.scrollTop || height > log.clientHeight) log.scrollTop = top;
    else log.scrollTop = Math.max(log.scrollTop, top + height - log.clientHeight);
  }

  // Scrolls where something new came, and nowhere else: a form that opens or a card that is drawn anew moves nothing.
  function settle(log) {
    const found = [...log.querySelectorAll("article[data-message]")];
    const ids = found.map((article) => Number(article.dataset.message));
    const newest = ids.at(-1) ?? 0;
    const visible = log.offsetParent !== null;
    const was = logs.get(log);
    const before = log.scrollTop;
    const now = { conversation: log.dataset.conversation, newest, oldest: ids[0] ?? 0, seen: was?.seen ?? 0, atEnd: true };
    const another = found.findLast(isAnother);
    if (!was || was.conversation !== now.conversation || !was.visible) {
      open(log, found);
      now.seen = was?.conversation === now.conversation ? was.seen : 0;
    } else if (now.oldest < was.oldest) {
      log.scrollTop = log.scrollHeight - was.fromEnd;
    } else if (newest > was.newest && found.at(-1).querySelector(".mine")) {
      log.scrollTop = log.scrollHeight;
    } else if ((was.atEnd || performance.now() < (log.expects ?? 0)) && newest > was.newest) {
      toBeginning(log, found[ids.findIndex((id) => id > was.newest)]);
    } else if (another) {
      intoSight(log, another);
    } else if (was.gap < 4 && was.height !== log.clientHeight) {
      log.scrollTop = log.scrollHeight; // the window or what stands around it changed
    }
    if (log.scrollTop !== before) log.movedAt = performance.now();
    now.visible = visible;
    [now.gap, now.height] = [gap(log), log.clientHeight];
    now.atEnd = now.gap < 80 || (was?.atEnd ?? true);
    now.fromEnd = log.scrollHeight - log.scrollTop;
    now.put = log.scrollTop;
    if (visible && document.visibilityState === "visible" && newest > now.seen) {
      now.seen = newest;
      act("seen", { column: columnOf(log), conversation: now.conversation.split(" ")[1], message: newest });
    }
    logs.set(log, now);
    const line = log.closest(".person-column").querySelector("[data-commands]");
    if (line && !line.value && lines.get(now.conversation)) line.value = lines.get(now.conversation);
  }

  document.addEventListener("scroll", ({ target }) => {
    const was = logs.get(target);
    if (!was || target.scrollTop === was.put) return; // what settle did is no scrolling of the person's own
    [was.put, was.gap, was.fromEnd] = [null, gap(target), target.scrollHeight - target.scrollTop];
    was.atEnd = was.gap < 80;
  }, true);

  // --- tabs ---

  // The current one is brought into sight when it changes, and an edge behind which there are more fades.
  function settleTabs(tabs) {
    const list = tabs.querySelector("ul");
    if (!list) return;
    const current = list.querySelector("[aria-current]");
    const order = [...list.querySelectorAll(".tab")].map((tab) => tab.dataset.conversation).join(" ");
    const shows = `${current?.dataset.conversation} of ${order}`;
    if (current && list.shows !== shows && list.clientWidth) {
      list.shows = shows;
      const [left, right] = [current.offsetLeft - list.offsetLeft, list.clientWidth - current.offsetWidth];
      list.scrollLeft = Math.max(left - right + 28, Math.min(list.scrollLeft, left - 28));
    }
    const ahead = list.scrollWidth - list.clientWidth - list.scrollLeft > 2;
    tabs.dataset.more = `${list.scrollLeft > 2 ? "before" : ""} ${ahead ? "ahead" : ""}`.trim();
    const edge = list.getBoundingClientRect().right - 12;
    const news = [...list.querySelectorAll(".count")].some((count) => count.getBoundingClientRect().right > edge);
    tabs.toggleAttribute("data-news", ahead && news);
  }

  document.addEventListener("scroll", ({ target }) => {
    if (target.parentElement?.matches(".tabs")) settleTabs(target.parentElement);
  }, true);

  function settleAll() {
    document.querySelectorAll(".log[data-conversation]").forEach(settle);
    document.querySelectorAll(".tabs").forEach(settleTabs);
    if (sheet()) place(sheet());
  }

  const watching = new MutationObserver(() => {
    refocus();
    settleAll();
  });
  document.addEventListener("DOMContentLoaded", () => {
    watching.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  });
  document.addEventListener("visibilitychange", settleAll);
  document.addEventListener("load", settleAll, true);
  window.addEventListener("resize", settleAll);

  Object.assign(kith, {
    refocus,
    expect,
    toEnd(log) {
      const was = logs.get(log);
      if (was) was.atEnd = true;
    },
    arrive(column) {
      Vue.nextTick(() => document.querySelector(`.person-column[data-column="${column}"] .who`)?.focus());
    },
    focus(key) {
      Vue.nextTick(() => document.querySelector(`[data-focus="${CSS.escape(key)}"]`)?.focus());
    },
  });
})();
