// The search page: what was typed and chosen, in the address; the answer, as text nodes only.
(function () {
  "use strict";
  const place = document.querySelector("[data-search]");
  if (!place) return;
  const config = JSON.parse(document.getElementById("search-config").textContent);
  const say = config.words;
  const form = document.querySelector("[data-search-form]");
  const input = form.querySelector("input[type=search]");
  const parts = {};
  for (const name of ["status", "notice", "filters", "results", "more", "idle"]) parts[name] = place.querySelector(`[data-search-${name}]`);
  const CHOICES = ["force", "year", "category", "issuer", "type", "from", "to", "sort"];
  const FACETS = ["force", "year", "category", "issuer", "type"];
  const PAUSE = 20; // milliseconds after a key before a query starts
  const RESTED = 120; // nobody was typing: the first key is answered at once
  const SLOW = 300; // milliseconds after which a visitor is told that something is being brought
  const STEP = 10;
  const MANY = 30; // values of a facet that are shown at once

  let asked = 0;
  let timer = 0;
  let slow = 0;
  let typed = -RESTED;
  let wanted = read();
  let count = STEP;
  let inBody = false;
  const open = new Set();

  // ---------- the engine: a worker over http, classic scripts where only those load

  const address = (path) => new URL(config.root + path, document.baseURI).href;
  const start = /^https?:$/.test(location.protocol) && typeof Worker === "function" ? inWorker : inPage;
  // not before it is asked: whoever only opens the page is spared its scripts
  let engine = (...request) => (engine = start())(...request);

  function inWorker() {
    const worker = new Worker(address(config.engine));
    const waiting = new Map();
    let answered = false;
    worker.onmessage = ({ data }) => {
      answered = true;
      const one = waiting.get(data.id);
      if (one && data.partial) return one.progress(data.partial);
      waiting.delete(data.id);
      if (one) data.error === undefined ? one.resolve(data.answer) : one.reject(new Error(data.error));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      const left = [...waiting.values()];
      waiting.clear();
      // a worker that never spoke may not be allowed here: the page can do its work
      if (!answered) engine = inPage();
      for (const one of left) answered ? one.reject(new Error("worker")) : engine(one.id, one.request, one.alive, one.progress).then(one.resolve, one.reject);
    };
    return (id, request, alive, progress) =>
      new Promise((resolve, reject) => {
        waiting.clear();
        waiting.set(id, { id, request, alive, progress, resolve, reject });
        worker.postMessage({ id, base: address(config.index), fieldNames: say.field, request });
      });
  }

  function inPage() {
    let ready = null;
    const load = () =>
      (ready =
        ready ||
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = address(config.engine);
          script.onload = () => resolve(new self.GongkaiSearch.Engine(address(config.index), say.field));
          script.onerror = () => {
            ready = null;
            script.remove();
            reject(new Error("engine"));
          };
          document.head.append(script);
        }));
    load().catch(() => {});
    return async (id, request, alive, progress) => (await load()).search(request, alive, progress);
  }

  // ---------- the address

  function read() {
    const values = new URLSearchParams(location.search);
    const found = { q: values.get("q") || "" };
    for (const name of CHOICES) found[name] = values.get(name) || "";
    return found;
  }

  function addressOf(choice) {
    const values = new URLSearchParams();
    for (const name of ["q", ...CHOICES]) if (choice[name]) values.set(name, choice[name]);
    const text = values.toString();
    return location.pathname + (text ? `?${text}` : "");
  }

  function remember(push) {
    const target = addressOf(wanted);
    if (target === location.pathname + location.search) return;
    history[push ? "pushState" : "replaceState"](null, "", target);
  }

  // ---------- asking

  function today() {
    // the day in China, as in column.js
    return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  }

  function state(name) {
    place.setAttribute("data-search-state", name);
    place.setAttribute("aria-busy", String(name === "loading"));
  }

  // `push`: the visitor chose, so that "back" leads here again. What is typed comes into the address once it is answered:
  // a new address is work for the whole browser
  function change(changes, push) {
    wanted = { ...wanted, ...changes };
    count = STEP;
    inBody = false;
    if (push) remember(true);
    ask();
  }

  function loading(text) {
    state("loading");
    clearTimeout(slow);
    slow = setTimeout(() => (parts.status.textContent = text), SLOW);
  }

  // what comes after it is a task of its own: the page can be drawn and the next key be heard before
  const rest = () => new Promise((resolve) => setTimeout(resolve, 0));

  function settled(name) {
    clearTimeout(slow);
    remember(false);
    state(name);
  }

  function soon() {
    clearTimeout(timer);
    asked++;
    const now = performance.now();
    const wait = now - typed < RESTED;
    typed = now;
    if (!wait) return change({ q: input.value }, false);
    timer = setTimeout(() => change({ q: input.value }, false), PAUSE);
    if (input.value.trim()) loading(say.labels.loading);
  }

  async function ask() {
    clearTimeout(timer);
    const id = ++asked;
    const request = { ...wanted, today: today(), count, body: inBody, facets: FACETS.filter((name) => name === "force" || open.has(name)) };
    if (!wanted.q.trim() && !CHOICES.some((name) => wanted[name] && name !== "sort")) return idle();
    try {
      // asked first, so that the search goes on while this page is drawn
      const answering = engine(id, request, () => id === asked, (partial) => id === asked && list(partial));
      loading(inBody ? say.labels.loading_more : say.labels.loading);
      const answer = await answering;
      if (id === asked) await show(answer, id);
    } catch {
      if (id === asked) fail();
    }
  }

  function idle() {
    for (const name of ["notice", "filters", "results", "more"]) parts[name].replaceChildren();
    parts.status.textContent = say.labels.idle;
    parts.idle.hidden = false;
    document.title = config.title;
    settled("idle");
  }

  function fail() {
    parts.status.textContent = say.labels.error;
    parts.more.replaceChildren(button(say.labels.retry, ask, "data-search-retry"));
    settled("error");
  }

  // ---------- showing: no markup is ever made from text

  function make(name, className, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  function button(text, act, attribute) {
    const element = make("button", "", text);
    element.type = "button";
    if (attribute) element.setAttribute(attribute, "");
    element.addEventListener("click", act);
    return element;
  }

  function choiceLink(changes, ...children) {
    const link = make("a", "", ...children);
    link.href = addressOf({ ...wanted, ...changes });
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      change(changes, true);
    });
    return link;
  }

  function marked(pieces) {
    return pieces.map(([text, mark]) => (mark ? make("mark", "", text) : document.createTextNode(text)));
  }

  function sorting() {
    return wanted.sort || (wanted.q.trim() ? "relevance" : "newest");
  }

  function result(one) {
    const chip = make("span", `chip force-${one.force}`, one.forceLabel);
    const link = make("a", "line-title", make("span", "", ...marked(one.title)));
    link.href = config.root + one.url;
    link.setAttribute("data-index-number", one.indexNumber);
    const facts = make("span", "line-facts");
    if (one.number.length) facts.append(make("span", "number", ...marked(one.number)));
    // the day that lists show; the one by which results are chosen and sorted beside it when they are
    const byDay = wanted.year || wanted.from || wanted.to || sorting() !== "relevance";
    const days = { issued: one.issued, published: byDay || !one.issued ? one.date : "" };
    for (const [name, day] of Object.entries(days)) if (day) facts.append(make("span", name, `${say.labels[name]} `, make("span", "day", day)));
    for (const issuer of one.issuers) facts.append(make("span", "", issuer));
    const item = make("li", "line search-hit", chip, link, facts);
    if (one.passage.length) item.append(make("p", "passage", ...marked(one.passage)));
    return item;
  }

  function notices(answer) {
    const found = [];
    const query = wanted.q.trim();
    const { fallback } = answer;
    if (fallback) found.push(make("p", "search-notice", fill(say.fallback[fallback.kind] || "", { query, instead: fallback.instead || "" })));
    if (answer.suggestions.length) {
      const list = make("p", "search-suggestions", `${say.labels.suggestions}：`);
      list.setAttribute("data-search-suggestions", "");
      answer.suggestions.forEach((title) => list.append(choiceLink({ q: title }, title), " "));
      found.push(list);
    }
    return found;
  }

  // that nothing is shown, and why
  function nothing(answer, query) {
    if (answer.hidden) return fill(say.labels.nothing_in_force, { count: answer.hidden });
    return query ? fill(say.labels.nothing, { query }) : say.labels.nothing_filtered;
  }

  function countLine(answer) {
    const { labels } = say;
    const line = make("p", "search-counts");
    const all = wanted.force === "all";
    line.append(make("span", "", fill(all || wanted.force ? labels.all_count : labels.in_force_count, { count: answer.total })));
    if (answer.hidden) line.append(" · ", choiceLink({ force: "all" }, fill(labels.ended_hidden, { count: answer.hidden })));
    if (all && answer.ended) line.append(" · ", choiceLink({ force: "" }, `${fill(labels.ended_shown, { count: answer.ended })}（${labels.ended_hide}）`));
    return line;
  }

  function facet(name, values) {
    const box = make("details", "search-facet");
    box.setAttribute("data-facet", name);
    const chosen = wanted[name];
    const known = values && values.find(({ value }) => value === chosen);
    box.append(make("summary", "", say.facet[name], chosen && chosen !== "all" ? `：${known ? known.label : chosen}` : ""));
    box.open = open.has(name);
    box.addEventListener("toggle", () => {
      const had = open.has(name);
      if (box.open === had) return;
      if (box.open) open.add(name);
      else open.delete(name);
      if (box.open && !values) ask();
    });
    if (values) {
      const list = make("ul", "facet-values");
      if (chosen) list.append(make("li", "", choiceLink({ [name]: "" }, say.labels.any)));
      for (const { value, label, count: number } of values.slice(0, MANY)) {
        const link = choiceLink({ [name]: value }, label, make("span", "count", String(number)));
        if (value === chosen) link.setAttribute("aria-current", "true");
        list.append(make("li", "", link));
      }
      box.append(list);
    }
    return box;
  }

  function dateFields() {
    const fields = make("form", "search-dates");
    for (const name of ["from", "to"]) {
      const field = make("input");
      field.type = "date";
      field.name = name;
      field.value = /^\d{4}-\d{2}-\d{2}$/.test(wanted[name]) ? wanted[name] : "";
      fields.append(make("label", "", say.labels[name], field));
    }
    fields.append(make("button", "", say.labels.apply));
    fields.addEventListener("submit", (event) => {
      event.preventDefault();
      change({ from: fields.elements.from.value, to: fields.elements.to.value }, true);
    });
    return fields;
  }

  function dates() {
    const chosen = [wanted.from, wanted.to].filter(Boolean).join(" — ");
    const box = make("details", "search-facet", make("summary", "", say.labels.dates, chosen && `：${chosen}`));
    box.setAttribute("data-facet", "dates");
    box.open = open.has("dates");
    // fields for dates are slow to make: not before they are asked for
    if (box.open) box.append(dateFields());
    box.addEventListener("toggle", () => {
      if (!box.open) open.delete("dates");
      else if (open.add("dates") && !box.querySelector("form")) box.append(dateFields());
    });
    return box;
  }

  function sorter() {
    const choose = make("select");
    choose.name = "sort";
    for (const [value, label] of Object.entries(say.sort)) {
      const option = make("option", "", label);
      option.value = value;
      option.selected = sorting() === value;
      choose.append(option);
    }
    choose.addEventListener("change", () => change({ sort: choose.value === "relevance" ? "" : choose.value }, true));
    return make("label", "search-sort", say.labels.sort, choose);
  }

  function filters(answer) {
    const row = make("div", "search-facets", ...FACETS.map((name) => facet(name, answer.facets[name])), dates(), sorter());
    if (CHOICES.some((name) => wanted[name] && name !== "sort")) {
      const none = Object.fromEntries(CHOICES.map((name) => [name, ""]));
      row.append(make("p", "", choiceLink(none, say.labels.clear_filters)));
    }
    return row;
  }

  // the results alone: more of them, or more of what they say, may follow
  function list(answer) {
    parts.idle.hidden = true;
    const at = resultLinks().indexOf(document.activeElement);
    // what says the same as before stays where it is: nothing to lay out anew
    const said = new Map([...parts.results.children].map((item) => [item.says, item]));
    answer.results.forEach((one, place) => {
      const says = JSON.stringify(one);
      const item = said.get(says) || Object.assign(result(one), { says });
      const { children } = parts.results;
      if (children[place] !== item) parts.results.insertBefore(item, children[place] || null);
    });
    while (parts.results.children.length > answer.results.length) parts.results.lastChild.remove();
    if (at >= 0 && resultLinks()[at]) resultLinks()[at].focus();
  }

  async function show(answer, id) {
    const query = wanted.q.trim();
    list(answer);
    parts.notice.replaceChildren(...notices(answer));
    // what was found can be seen before the filters are made
    await rest();
    if (id !== asked) return;
    // what the visitor is using stays: only a filter row that changes is made anew
    const focused = document.activeElement && parts.filters.contains(document.activeElement) ? focusKey(document.activeElement) : null;
    parts.filters.replaceChildren(countLine(answer), filters(answer));
    if (focused) refocus(focused);
    const more = [];
    if (answer.total > answer.results.length) more.push(button(say.labels.more, showMore, "data-search-next"));
    if (answer.more) more.push(button(fill(say.labels.search_body, { query }), () => {
      inBody = true;
      ask();
    }, "data-search-body"));
    if (!answer.total) {
      more.unshift(make("p", "", nothing(answer, query)), make("p", "", say.labels.nothing_hint));
      parts.idle.hidden = false;
    }
    parts.more.replaceChildren(...more);
    clearTimeout(slow); // or it would say that the search still goes on, in the pause below
    parts.status.textContent = answer.total ? fill(say.labels.status, { count: answer.total }) : nothing(answer, query);
    document.title = query ? `${query} - ${config.title}` : config.title;
    await rest();
    if (id !== asked) return;
    document.documentElement.setAttribute("data-search-seq", String(id));
    settled(answer.total ? "done" : "empty");
  }

  function resultLinks() {
    return [...parts.results.querySelectorAll("[data-index-number]")];
  }

  function showMore() {
    const before = count;
    count += STEP;
    ask().then(() => {
      const next = resultLinks()[before];
      if (next) next.focus();
    });
  }

  function focusKey(element) {
    const box = element.closest("[data-facet]");
    return box ? `[data-facet="${box.getAttribute("data-facet")}"] summary` : element.name ? `[name="${element.name}"]` : null;
  }

  function refocus(key) {
    const element = key && parts.filters.querySelector(key);
    if (element) element.focus();
  }

  // ---------- keys and events

  input.addEventListener("input", (event) => {
    if (!event.isComposing) soon();
  });
  input.addEventListener("compositionend", soon);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change({ q: input.value }, true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const links = resultLinks();
    const at = links.indexOf(document.activeElement);
    const typing = /^(input|select|textarea)$/i.test(document.activeElement.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      input.focus();
    } else if (event.key === "ArrowDown" && (document.activeElement === input || at >= 0) && links[at + 1]) {
      event.preventDefault();
      links[at + 1].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] || input).focus();
    } else if (event.key === "Escape" && at >= 0) input.focus();
  });
  // whoever goes on before the answer is whole finds the way back too
  for (const leaving of ["click", "pagehide"]) window.addEventListener(leaving, () => remember(false), true);
  window.addEventListener("popstate", () => {
    wanted = read();
    input.value = wanted.q;
    count = STEP;
    inBody = false;
    ask();
  });

  input.value = input.value || wanted.q;
  for (const name of FACETS) if (wanted[name] && name !== "force") open.add(name);
  // in a task of its own: the page is laid out in the one that reads its scripts
  setTimeout(() => {
    if (asked) return; // somebody has typed meanwhile
    if (input.value !== wanted.q) change({ q: input.value }, false);
    else ask();
    // whoever opens this page will ask: what every query needs is brought before they type
    if (place.getAttribute("data-search-state") === "idle") engine(0, { today: today(), facets: [] }, () => true, () => {}).catch(() => {});
  }, 0);
})();
