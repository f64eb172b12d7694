// The column's one script, loaded by every page. Sections: the day, the reader's choices, copying. Nothing in it is needed
// to read; what only some pages need (search, a date, Traditional characters) are files of their own.

// ---------- the day
// A page is built on one day and read on another. What the passing of days alone changes is written on the page in
// data-transitions; this shows what is true on the visitor's day in China. Without it the page says its own day.
(function () {
  "use strict";

  function today() {
    // China keeps one time, eight hours ahead, all year; asking Intl for it costs a phone a tenth of a second
    return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
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
    if (banner.closest(".document")) words.setAttribute("data-shown-day", day); // what is copied says the same
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

// ---------- the reader's choices
// The reader's choices: text size, typeface, plain high-contrast display, characters. Kept in this browser only.
(function () {
  "use strict";
  var root = document.documentElement;
  var KEY = "gongkai.reader";
  var folder = document.currentScript.src.replace(/[^/]*$/, "");

  function load() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch (error) {
      return {}; // private windows, pages opened from disk, a value of another program
    }
  }

  function save(choices) {
    try {
      localStorage.setItem(KEY, JSON.stringify(choices));
    } catch (error) {
      // the choice then holds for this page
    }
  }

  var choices = load();

  function apply() {
    ["size", "face", "display"].forEach(function (name) {
      if (typeof choices[name] === "string" && choices[name]) root.setAttribute("data-" + name, choices[name]);
      else root.removeAttribute("data-" + name);
    });
  }

  function script(name) {
    var element = document.createElement("script");
    element.src = folder + name;
    element.async = false; // in the order asked for
    document.head.append(element);
  }

  // The tables come only when they are asked for. What is shown is said to be converted, where the official text begins.
  function traditional(notice) {
    var text = document.querySelector("[data-official-text]");
    if (text) {
      var note = document.createElement("p");
      note.className = "converted";
      note.textContent = notice;
      text.before(note);
    }
    script("traditional.js");
    script("traditional_table.js");
  }

  function group(panel, legend, name, options) {
    var set = document.createElement("fieldset");
    var title = document.createElement("legend");
    title.textContent = legend;
    set.append(title);
    var buttons = options.map(function (option) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = option[1];
      button.addEventListener("click", function () {
        choices[name] = option[0];
        save(choices);
        apply();
        show();
        if (name === "characters") location.reload(); // the original is what the page holds
      });
      set.append(button);
      return button;
    });
    function show() {
      buttons.forEach(function (button, i) {
        button.setAttribute("aria-pressed", String((choices[name] || "") === options[i][0]));
      });
    }
    show();
    panel.append(set);
  }

  function tools(place) {
    var words = place.getAttribute("data-reader").split("|");
    var details = document.createElement("details");
    var summary = document.createElement("summary");
    var panel = document.createElement("div");
    summary.setAttribute("aria-label", words[0]);
    summary.title = words[0];
    summary.textContent = words[5].charAt(0);
    panel.className = "reader-panel";
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", words[0]);
    summary.addEventListener("click", function () {
      if (panel.firstChild) return;
      group(panel, words[1], "size", [["", words[2]], ["2", words[3]], ["3", words[4]]]);
      group(panel, words[5], "face", [["", words[6]], ["serif", words[7]]]);
      group(panel, words[8], "display", [["", words[9]], ["plain", words[10]]]);
      group(panel, words[11], "characters", [["", words[12]], ["traditional", words[13]]]);
    });
    if (choices.characters === "traditional") traditional(words[14]);
    details.append(summary, panel);
    place.append(details);
    details.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && details.open) {
        details.open = false;
        summary.focus();
      }
    });
    document.addEventListener("click", function (event) {
      if (details.open && !details.contains(event.target)) details.open = false;
    });
  }

  apply();
  document.querySelectorAll("[data-reader]").forEach(tools);
})();

// ---------- copying
// Copied text carries its number, force and address; each article has an address to copy. The official text itself is
// never changed: notices are attributes, the button stands outside.
(function () {
  "use strict";
  var SHORT = 40; // characters: below this a reader is copying a name or a number, not a passage
  var text = document.querySelector("[data-official-text]");
  var words = document.querySelector("[data-announce]");
  var citation = document.querySelector("[data-cite]");
  if (!text || !words || !citation) return;

  function say(name) { return words.getAttribute("data-" + name); }

  function address(anchor) {
    var link = document.querySelector("link[rel=canonical]");
    return (link ? link.href : location.href.split("#")[0]) + (anchor ? "#" + anchor : "");
  }

  function note() {
    var label = document.querySelector(".banner [data-label]");
    var day = document.querySelector("[data-as-of]");
    var values = {
      citation: citation.textContent,
      label: label ? label.textContent : "",
      day: day ? say("as-of-word") + (say("shown-day") || day.getAttribute("data-as-of")) : "",
      address: address("")
    };
    return say("copy-note").replace(/\{(\w+)\}/g, function (_, name) { return values[name] || ""; });
  }

  document.addEventListener("copy", function (event) {
    var selection = getSelection();
    if (!event.clipboardData || !selection.rangeCount || selection.isCollapsed) return;
    var range = selection.getRangeAt(0);
    if (!range.intersectsNode(text)) return;
    var plain = selection.toString();
    if (plain.replace(/\s/g, "").length <= SHORT) return;
    var box = document.createElement("div");
    box.append(range.cloneContents());
    var last = document.createElement("p");
    last.textContent = note();
    box.append(last);
    event.clipboardData.setData("text/plain", plain + "\n\n" + last.textContent + "\n");
    event.clipboardData.setData("text/html", box.innerHTML);
    event.preventDefault();
  });

  // navigator.clipboard is absent where a page is opened from disk or over plain http
  function put(value) {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(value);
    var area = document.createElement("textarea");
    area.value = value;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  function copier(button, label, value) {
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", function () {
      put(value()).then(function () { tell(say("copied")); }, function () { tell(say("failed")); });
    });
    function tell(message) {
      button.textContent = message;
      words.textContent = message;
      setTimeout(function () { button.textContent = label; }, 2000);
    }
    return button;
  }

  document.querySelectorAll("[data-cite]").forEach(function (form) {
    var name = form.getAttribute("data-cite");
    var button = document.createElement("button");
    var title = name ? document.getElementById(name) : form.parentNode.querySelector("summary");
    form.after(copier(button, say("copy"), function () {
      return form.textContent;
    }));
    button.setAttribute("aria-description", title ? title.textContent : "");
  });

  document.querySelectorAll(".article-notes a").forEach(function (link) {
    var article = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!article || !text.contains(article)) return;
    article.classList.add("noted", link.parentNode.className);
    // the part by name: the note may stand at an article of which only a part is meant, or be the second at its place
    var before = article.getAttribute("data-note");
    var note = link.textContent + " " + link.parentNode.querySelector("span").textContent;
    article.setAttribute("data-note", before ? before + " \u00b7 " + note : note);
  });

  // one button, beside the article that is pointed at, tapped or addressed
  var here = "";
  var link = copier(document.createElement("button"), "\u00b6", function () {
    history.replaceState(null, "", "#" + here);
    return address(here);
  });
  link.title = say("permalink");
  link.setAttribute("aria-label", say("permalink"));
  link.className = "permalink";
  link.hidden = true;
  text.after(link);

  function offer(target) {
    var article = target && target.closest ? target.closest("[id]") : null;
    if (!article || article === text || !text.contains(article)) return;
    here = article.id;
    link.hidden = false;
    link.style.setProperty("--top", article.getBoundingClientRect().top - text.parentNode.getBoundingClientRect().top + "px");
    var number = (article.closest(".article") || article).querySelector(".article-number");
    link.setAttribute("data-article", number ? number.textContent : "");
  }

  text.addEventListener("pointerover", function (event) { offer(event.target); });
  text.addEventListener("click", function (event) { offer(event.target); });
  text.parentNode.addEventListener("pointerleave", function () {
    if (document.activeElement !== link) link.hidden = true;
  });
  function addressed() {
    offer(document.getElementById(decodeURIComponent(location.hash.slice(1))));
  }
  addEventListener("hashchange", addressed);
  if (location.hash) addressed();
})();
