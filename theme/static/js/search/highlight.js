// Which characters of a title or passage to mark. Answers with plain strings; the page makes text nodes of them.
(function (root) {
  "use strict";
  const search = (root.GongkaiSearch = root.GongkaiSearch || {});
  const WIDTH = 90;

  // the folded text, and for each of its code units the place in the original that it comes from
  function traced(text, table) {
    let folded = "";
    const from = [];
    let at = 0;
    for (const char of text) {
      const form = char >= "\u4e00" && char <= "\u9fff" ? (table && table.get(char)) || char : search.fold(char, table); // most of them, at once
      for (let place = 0; place < form.length; place++) from.push(at);
      folded += form;
      at += char.length;
    }
    from.push(at);
    return { folded, from };
  }

  function occurrences(folded, needle) {
    const found = [];
    if (!needle) return found;
    for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + needle.length)) found.push([at, at + needle.length]);
    return found;
  }

  // the spans of the whole segments; of those that do not occur whole, the spans of their pairs
  function spans(folded, segments) {
    let found = [];
    let whole = 0;
    for (const one of segments) {
      const full = occurrences(folded, one.text);
      if (full.length) {
        whole++;
        found.push(...full);
      } else for (const pair of one.pairs) found.push(...occurrences(folded, pair));
    }
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const merged = [];
    for (const [start, end] of found) {
      const last = merged[merged.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
    }
    return { spans: merged, whole };
  }

  // [[text, marked], …] of the whole text
  function marked(text, segments, table) {
    const { folded, from } = traced(text, table);
    return pieces(text, spans(folded, segments).spans.map(([start, end]) => [from[start], from[end]]), 0, text.length);
  }

  function pieces(text, places, first, last) {
    const found = [];
    let at = first;
    for (const [start, end] of places) {
      if (end <= first || start >= last) continue;
      if (start > at) found.push([text.slice(at, start), false]);
      found.push([text.slice(Math.max(start, first), Math.min(end, last)), true]);
      at = Math.min(end, last);
    }
    if (at < last) found.push([text.slice(at, last), false]);
    return found;
  }

  // the stretch of about WIDTH characters that holds most of what was looked for
  function excerpt(text, segments, table) {
    const { folded, from } = traced(text, table);
    const { spans: found, whole } = spans(folded, segments);
    if (!found.length) return null;
    let best = 0, most = -1;
    found.forEach(([start], place) => {
      let covered = 0;
      const words = new Set(); // two words say more than one word twice
      for (let next = place; next < found.length && found[next][1] - start < WIDTH; next++) {
        const word = folded.slice(...found[next]);
        covered += words.has(word) ? 1 : word.length ** 2;
        words.add(word);
      }
      if (covered > most) {
        most = covered;
        best = place;
      }
    });
    const middle = from[found[best][0]];
    let first = Math.max(0, middle - 24);
    // begin with the sentence where it begins close by
    const sentence = Math.max(text.lastIndexOf("。", middle - 1), text.lastIndexOf("\n", middle - 1)) + 1;
    if (sentence > middle - 48) first = sentence;
    const last = Math.min(text.length, first + WIDTH + 24);
    const shown = pieces(text, found.map(([start, end]) => [from[start], from[end]]), first, last);
    const tidy = shown.map(([part, mark]) => [part.replace(/\s+/g, " "), mark]);
    if (first > 0 && first !== sentence) tidy.unshift(["…", false]);
    if (last < text.length) tidy.push(["…", false]);
    return { pieces: tidy, whole };
  }

  Object.assign(search, { marked, excerpt });
})(self);
