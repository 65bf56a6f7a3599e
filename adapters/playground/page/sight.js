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
  const toEnd = (log) => (log.scrollTop = log.scrollHeight);

  // A conversation that is opened begins with what is new; where nothing is, it shows its end, but a tall card from its
  // beginning.
  function open(log, found) {
    const others = found.filter((article) => !article.querySelector(".mine"));
    const unread = Number(log.dataset.unread ?? 0);
    const first = unread ? (others.at(-unread) ?? found[0]) : found.at(-1);
    if (first && (unread || first.offsetHeight > log.clientHeight)) toBeginning(log, first);
    else toEnd(log);
  }

  // What somebody presses is answered in the place of its card, or below. An answer that is another card than the one
  // that was pressed (most of its buttons are new) is read from its beginning; the same card stays where it is, unless
  // it answers with a sentence that is out of sight. A tick beside what was pressed says enough, and so does a number.
  const EXPECTED = 5000; // milliseconds
  const keys = (article) => [...article.querySelectorAll("[data-focus]")].map((one) => one.dataset.focus);
  const ticks = (article) => [...article.querySelectorAll("[data-focus]:has(> .tick)")].map((one) => one.dataset.focus).join();
  const blocks = (article) => [...article.querySelectorAll(".card :is(h4, p, li)")];
  const words = (block) => block.textContent.replace(/\d+/g, "");

  function expect(source) {
    const until = performance.now() + EXPECTED;
    const column = document.querySelector(`.person-column[data-column="${columnOf(source)}"]`);
    const message = (source.closest("form[data-message]") ?? source.closest("article"))?.dataset.message;
    const article = column?.querySelector(`article[data-message="${message}"]`);
    if (!article) return;
    article.pressed = { keys: new Set(keys(article)), ticks: ticks(article), words: new Set(blocks(article).map(words)), until };
    article.closest(".log").expects = until;
  }

  // The answer to a press on this card, once it is there: another card, or the first sentence that is new on it.
  function answered(article) {
    const before = article.pressed;
    if (!before || performance.now() > before.until) return null;
    const now = keys(article);
    const same = now.filter((key) => before.keys.has(key)).length;
    const isTicked = ticks(article) !== before.ticks;
    const news = blocks(article).find((block) => !before.words.has(words(block)));
    if (same === now.length && same === before.keys.size && !isTicked && !news) return null;
    article.pressed = null;
    if (same * 2 < now.length || !now.length) return { another: article };
    return isTicked || !news ? null : { news, of: article };
  }

  function intoSight(log, article) {
    if (article.offsetTop - 16 < log.scrollTop || article.offsetHeight + 32 > log.clientHeight) toBeginning(log, article);
    else log.scrollTop = Math.max(log.scrollTop, article.offsetTop + article.offsetHeight + 16 - log.clientHeight);
  }

  // With what stands above it, if that is its title alone.
  function upTo(log, { news, of }) {
    const above = (thing) => log.getBoundingClientRect().top - thing.getBoundingClientRect().top;
    if (above(news) <= 0) return;
    if (blocks(of).indexOf(news) <= 1) toBeginning(log, of);
    else log.scrollTop -= above(news) + 16;
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
    const answer = found.map(answered).findLast(Boolean);
    const [last, tall] = [found.at(-1), found.at(-1)?.offsetHeight];
    const grew = was?.last === last && was?.tall === tall && performance.now() > (log.expects ?? 0);
    if (!was || was.conversation !== now.conversation || !was.visible) {
      open(log, found);
      now.seen = was?.conversation === now.conversation ? was.seen : 0;
    } else if (now.oldest < was.oldest) {
      log.scrollTop = log.scrollHeight - was.fromEnd;
    } else if (newest > was.newest && found.at(-1).querySelector(".mine")) {
      toEnd(log);
    } else if ((was.atEnd || performance.now() < (log.expects ?? 0)) && newest > was.newest) {
      toBeginning(log, found[ids.findIndex((id) => id > was.newest)]);
    } else if (answer) {
      if (answer.another) intoSight(log, answer.another);
      else upTo(log, answer);
    } else if (was.gap < 4 && (was.height !== log.clientHeight || grew)) {
      toEnd(log); // the window or what stands around it changed, or something further up
    }
    if (log.scrollTop !== before) log.movedAt = performance.now();
    now.visible = visible;
    [now.gap, now.height, now.last, now.tall] = [gap(log), log.clientHeight, last, tall];
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

  // The current one is brought into sight when it changes or is moved. Where there are more behind an edge, a button
  // there goes on to them, with how much is new among them.
  const EDGE = 44; // pixels that such a button covers

  function settleTabs(tabs) {
    const list = tabs.querySelector("ul");
    if (!list) return;
    const current = list.querySelector("[aria-current]");
    const shows = `${current?.dataset.conversation} at ${current?.offsetLeft}`;
    if (current && list.shows !== shows && list.clientWidth) {
      list.shows = shows;
      const [left, right] = [current.offsetLeft - list.offsetLeft, list.clientWidth - current.offsetWidth];
      list.scrollLeft = Math.max(left - right + EDGE, Math.min(list.scrollLeft, left - EDGE));
    }
    const [begin, end] = [list.scrollLeft, list.scrollLeft + list.clientWidth];
    const sides = { before: begin > 2, ahead: list.scrollWidth - end > 2 };
    tabs.dataset.more = Object.keys(sides).filter((side) => sides[side]).join(" ");
    const news = { before: 0, ahead: 0 };
    for (const count of list.querySelectorAll(".count")) {
      const at = count.offsetLeft - list.offsetLeft;
      if (sides.before && at < begin + EDGE) news.before += Number(count.firstChild.textContent);
      else if (sides.ahead && at + count.offsetWidth > end - EDGE) news.ahead += Number(count.firstChild.textContent);
    }
    for (const [side, many] of Object.entries(news)) tabs.style.setProperty(`--news-${side}`, many ? `"${Math.min(many, 99)}"` : '""');
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
  document.addEventListener("click", ({ target }) => {
    const side = target.closest("[data-tabs]")?.dataset.tabs;
    const list = side && target.closest(".tabs").querySelector("ul");
    list?.scrollBy({ left: (side === "ahead" ? 0.7 : -0.7) * list.clientWidth });
  });

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
