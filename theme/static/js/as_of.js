// What was in force on a day. The periods come from classic scripts, one a year of publication, each calling
// gongkaiForce(year, [[index number, title, number, address, [[from or null, force], …]], …]); this works from disk too.
(function () {
  "use strict";
  var SLICE = 100;
  var form = document.querySelector("[data-as-of-form]");
  var place = document.querySelector("[data-as-of-result]");
  var data = JSON.parse(document.getElementById("as-of-data").textContent);
  var root = place.getAttribute("data-root");
  var words = data.words;
  var years = {};
  var asked = 0;

  window.gongkaiForce = function (year, rows) { years[year] = rows; };

  function make(name, text, className) {
    var element = document.createElement(name);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  var loads = {};
  function load(url) {
    if (loads[url]) return loads[url];
    loads[url] = new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = root + url;
      script.onload = resolve;
      script.onerror = function () {
        delete loads[url];
        script.remove();
        reject(new Error(url));
      };
      document.head.append(script);
    });
    return loads[url];
  }

  // The force on a day: that of the last change on or before it; nothing before the first.
  function forceOn(changes, day) {
    var force = "";
    changes.forEach(function (change) {
      if (change[0] === null || change[0] <= day) force = change[1];
    });
    return force;
  }

  function gather(day) {
    var found = {};
    Object.keys(years).sort().reverse().forEach(function (year) {
      years[year].forEach(function (row) {
        var force = forceOn(row[4], day);
        if (force) (found[force] = found[force] || []).push([row, force]);
      });
    });
    return found;
  }

  function line(entry) {
    var row = entry[0];
    var item = make("li", "", "line");
    var link = make("a", row[1], "line-title");
    var facts = make("span", "", "line-facts");
    link.href = root + row[3];
    link.setAttribute("data-index-number", row[0]);
    if (row[2]) facts.append(make("span", row[2], "number"));
    item.append(make("span", data.labels[entry[1]], "chip force-" + entry[1]), link, facts);
    return item;
  }

  function list(entries) {
    var box = make("div");
    var ul = make("ul", "", "lines");
    var button = make("button");
    var shown = 0;
    function more() {
      var first = null;
      entries.slice(shown, shown + SLICE).forEach(function (entry) {
        var item = line(entry);
        first = first || item;
        ul.append(item);
      });
      var focus = shown > 0 && first;
      shown = Math.min(shown + SLICE, entries.length);
      button.hidden = shown >= entries.length;
      button.textContent = words.more.replace("{count}", Math.min(SLICE, entries.length - shown));
      if (focus) first.querySelector("a").focus();
    }
    button.type = "button";
    button.addEventListener("click", more);
    more();
    box.append(ul, button);
    return box;
  }

  function show(day) {
    var found = gather(day);
    var holding = [];
    data.holding.forEach(function (force) { holding = holding.concat(found[force] || []); });
    var count = make("p", "", "day-count");
    var others = make("p", "", "other-forces");
    var body = make("div");
    function render(entries) {
      body.replaceChildren(entries.length ? list(entries) : make("p", words.empty, "empty"));
    }
    count.append(words.count_before + " ", make("b", String(holding.length)), " " + words.count_after);
    var buttons = [];
    function choice(label, entries, force) {
      var button = make("button");
      button.type = "button";
      if (force) button.append(make("span", label, "chip force-" + force), " " + entries.length);
      else button.textContent = label;
      button.setAttribute("aria-pressed", String(!force));
      button.addEventListener("click", function () {
        buttons.forEach(function (one) { one.setAttribute("aria-pressed", String(one === button)); });
        render(entries);
      });
      buttons.push(button);
      others.append(button);
    }
    var rest = Object.keys(data.labels).filter(function (force) { return data.holding.indexOf(force) < 0 && found[force]; });
    if (rest.length) {
      choice(words.holding + " " + holding.length, holding, "");
      rest.forEach(function (force) { choice(data.labels[force], found[force], force); });
    }
    render(holding);
    place.replaceChildren(count, others, body);
    place.setAttribute("data-day", day);
  }

  function ask(day) {
    var turn = ++asked;
    var wanted = data.urls.filter(function (part) { return part[1] <= day; });
    place.replaceChildren(make("p", words.loading, "empty"));
    place.removeAttribute("data-day");
    Promise.all(wanted.map(function (part) { return load(part[0]); })).then(function () {
      if (turn === asked) show(day);
    }, function () {
      if (turn !== asked) return;
      var again = make("button", words.retry);
      again.type = "button";
      again.addEventListener("click", function () { ask(day); });
      place.replaceChildren(make("p", words.failed, "empty"), again);
    });
  }

  function valid(day) {
    return /^\d{4}-\d{2}-\d{2}$/.test(day) && !isNaN(Date.parse(day)) && day >= form.on.min && day <= form.on.max;
  }

  function complain() {
    asked++;
    place.removeAttribute("data-day");
    place.replaceChildren(make("p", words.invalid.replace("{first}", form.on.min).replace("{last}", form.on.max), "empty"));
  }

  function fromAddress() {
    var day = new URLSearchParams(location.search).get("on");
    if (day === null) {
      asked++; // what is still loading is no longer wanted
      form.reset();
      place.replaceChildren();
      place.removeAttribute("data-day");
      return;
    }
    if (!valid(day)) return complain();
    form.on.value = day;
    ask(day);
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (!valid(form.on.value)) return complain();
    history.pushState(null, "", "?on=" + form.on.value);
    ask(form.on.value);
  });
  addEventListener("popstate", fromAddress);
  fromAddress();
})();
