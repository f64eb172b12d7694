// Shows the page in Traditional characters. Loaded by column.js when a reader asks, after the table. The address, the
// stored text and what is sent to the search stay as they are; a reload without the choice shows the original again.
(function () {
  "use strict";
  var LONGEST = 4;
  var ATTRIBUTES = ["aria-label", "aria-description", "title", "placeholder", "alt", "data-note"];
  var characters = new Map();
  var words = new Map();

  function convert(text) {
    var shown = "";
    var at = 0;
    while (at < text.length) {
      var word;
      var length = LONGEST;
      for (; length > 1; length--) {
        word = words.get(text.substr(at, length));
        if (word !== undefined) break;
      }
      if (length === 1) word = characters.get(text.charAt(at)) || text.charAt(at);
      shown += word;
      at += length;
    }
    return shown;
  }

  // What was written last, so that our own changes are not converted twice: U+91CC, kept in one word, would be changed alone.
  var written = new WeakMap();

  function text(node) {
    if (written.get(node) === node.data) return;
    var parent = node.parentNode;
    if (parent && /^(SCRIPT|STYLE|TEXTAREA)$/.test(parent.nodeName)) return;
    var shown = convert(node.data);
    written.set(node, shown);
    if (shown !== node.data) node.data = shown;
  }

  function attribute(element, name) {
    var value = element.getAttribute(name);
    if (!value) return;
    var last = written.get(element) || {};
    if (last[name] === value) return;
    last[name] = convert(value);
    written.set(element, last);
    if (last[name] !== value) element.setAttribute(name, last[name]);
  }

  function whole(root) {
    if (root.nodeType === Node.TEXT_NODE) return text(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    var walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (var node = root; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) text(node);
      else ATTRIBUTES.forEach(attribute.bind(null, node));
    }
  }

  function start() {
    document.documentElement.lang = "zh-Hant";
    whole(document.documentElement);
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        if (change.type === "characterData") text(change.target);
        else if (change.type === "attributes") attribute(change.target, change.attributeName);
        else change.addedNodes.forEach(whole);
      });
    }).observe(document.documentElement, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES
    });
  }

  window.gongkaiTraditional = function (simplified, traditional, simplifiedWords, traditionalWords) {
    Array.from(simplified).forEach(function (one, i) { characters.set(one, traditional.charAt(i)); });
    var shown = traditionalWords.split(" ");
    simplifiedWords.split(" ").forEach(function (word, i) { words.set(word, shown[i]); });
    start();
  };
})();
