// A page is built on one day and read on another. What the passing of days alone changes is written on the page in
// data-transitions; this shows what is true on the visitor's day in China. Without it the page says its own day.
(function () {
  "use strict";

  function today() {
    var parts = {};
    new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
      timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit"
    }).formatToParts(new Date()).forEach(function (part) { parts[part.type] = part.value; });
    return parts.year + "-" + parts.month + "-" + parts.day;
  }

  function due(element, day) {
    var last = null;
    var all;
    try {
      all = JSON.parse(element.getAttribute("data-transitions"));
    } catch (error) {
      return null;
    }
    all.forEach(function (one) {
      if (one.on <= day && (last === null || one.on >= last.on)) last = one;
    });
    return last;
  }

  function recolour(element, force) {
    Array.from(element.classList).forEach(function (name) {
      if (name.indexOf("force-") === 0) element.classList.remove(name);
    });
    element.classList.add("force-" + force);
  }

  function mark(chip, change) {
    recolour(chip, change.force);
    chip.textContent = change.label;
  }

  function fill(pattern, day, change) {
    return pattern.replace(/\{(day|label|sentence)\}/g, function (_, name) {
      return name === "day" ? day : change[name] || "";
    });
  }

  function retitle(change, from, words) {
    var before = words.getAttribute("data-title-before");
    var after = words.getAttribute("data-title-after");
    var title = document.title;
    var old = before + from + after;
    if (title.indexOf(old) === 0) title = title.slice(old.length);
    document.title = (change.force === "in_force" ? "" : before + change.label + after) + title;
  }

  function turn(banner, change, day, words) {
    var was = banner.querySelector("[data-label]").textContent;
    recolour(banner, change.force);
    document.querySelectorAll("[data-label]").forEach(function (chip) { mark(chip, change); });
    var since = banner.querySelector("[data-since]");
    if (since) since.textContent = change.on + " " + since.getAttribute("data-since");
    var sentence = banner.querySelector("[data-sentence]");
    if (!sentence) {
      sentence = document.createElement("p");
      sentence.className = "banner-sentence";
      sentence.setAttribute("data-sentence", "");
      banner.append(sentence);
    }
    var shown = fill(words.getAttribute("data-shown"), day, change);
    sentence.textContent = change.sentence ? change.sentence + " " : "";
    var note = document.createElement("span");
    note.className = "upcoming";
    note.textContent = shown;
    sentence.append(note);
    document.getElementById("main").setAttribute("data-force", change.force);
    if (banner.closest(".document")) retitle(change, was, words);
    words.textContent = fill(words.getAttribute("data-announce"), day, change);
  }

  var words = document.querySelector("[data-announce]");
  var day = today();
  document.querySelectorAll("[data-transitions]").forEach(function (element) {
    var change = due(element, day);
    if (!change) return;
    if (element.classList.contains("banner")) turn(element, change, day, words);
    else mark(element, change);
  });
  document.querySelectorAll("[data-upcoming]").forEach(function (element) {
    if (element.getAttribute("data-upcoming") > day) return;
    element.hidden = true;
    var event = element.closest(".event");
    if (event) event.classList.remove("event-upcoming");
  });
  addEventListener("beforeprint", function () {
    document.querySelectorAll("[data-print-day]").forEach(function (element) {
      element.textContent = " · " + element.getAttribute("data-print-day") + " " + today();
    });
  });
})();
