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
      day: day ? say("as-of-word") + day.getAttribute("data-as-of") : "",
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
    article.setAttribute("data-note", link.parentNode.querySelector("span").textContent);
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
