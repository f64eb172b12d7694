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
    group(panel, words[1], "size", [["", words[2]], ["2", words[3]], ["3", words[4]]]);
    group(panel, words[5], "face", [["", words[6]], ["serif", words[7]]]);
    group(panel, words[8], "display", [["", words[9]], ["plain", words[10]]]);
    group(panel, words[11], "characters", [["", words[12]], ["traditional", words[13]]]);
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
