// How a query becomes search terms. The same as plugins/search/text.py: both are held to tests/search/vectors.json.
(function (root) {
  "use strict";
  const search = (root.GongkaiSearch = root.GongkaiSearch || {});
  const SEPARATOR = 0, CHINESE = 1, LETTER = 2, DIGIT = 3;
  const RANGES = [
    [0x3007, 0x3007], [0x3040, 0x309f], [0x30a1, 0x30fa], [0x30fc, 0x30ff], // without the two marks ゠ and ・
    [0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xac00, 0xd7af], [0x20000, 0x3ffff],
  ];
  const NUMBER = /^\p{Nd}$/u, WORD = /^[\p{L}\p{N}\p{M}]$/u;

  function classOf(char) {
    const code = char.codePointAt(0);
    for (const [first, last] of RANGES) {
      if (code >= first && code <= last) return CHINESE;
    }
    return NUMBER.test(char) ? DIGIT : WORD.test(char) ? LETTER : SEPARATOR;
  }

  // `table` maps Traditional and variant characters to Simplified ones
  function fold(text, table) {
    const plain = text.toWellFormed ? text.toWellFormed() : text;
    let folded = "";
    for (const char of plain.normalize("NFKC").toLowerCase()) folded += (table && table.get(char)) || char;
    return folded;
  }

  // units: {text, kind, start, end} in the folded text
  function units(folded) {
    const found = [];
    let last = null;
    let at = 0;
    for (const char of folded) {
      const kind = classOf(char);
      const end = at + char.length;
      if (kind !== SEPARATOR) {
        if (last && kind !== CHINESE && last.kind === kind && last.end === at) {
          last.text += char;
          last.end = end;
        } else {
          last = { text: char, kind, start: at, end };
          found.push(last);
        }
      }
      at = end;
    }
    return found;
  }

  // runs of units that touch each other
  function segments(folded) {
    const found = [];
    for (const unit of units(folded)) {
      const last = found[found.length - 1];
      if (last && last[last.length - 1].end === unit.start) last.push(unit);
      else found.push([unit]);
    }
    return found;
  }

  function terms(folded) {
    const found = [];
    for (const run of segments(folded)) {
      run.forEach((unit, place) => {
        if (unit.kind !== CHINESE || run.length === 1) found.push(unit.text);
        if (place + 1 < run.length) found.push(unit.text + run[place + 1].text);
      });
    }
    return found;
  }

  function mixed(value) {
    value ^= value >>> 16;
    value = Math.imul(value, 0x7feb352d);
    value ^= value >>> 15;
    value = Math.imul(value, 0x846ca68b);
    return (value ^ (value >>> 16)) >>> 0;
  }

  function fnv(bytes, state) {
    for (const byte of bytes) state = Math.imul(state ^ byte, 0x01000193);
    return mixed(state);
  }

  function isPair(term) {
    return term.length === 2 && classOf(term[0]) === CHINESE && classOf(term[1]) === CHINESE;
  }

  // [key, check] of a term
  function keyOf(term) {
    if (isPair(term)) return [mixed((term.charCodeAt(0) << 16) | term.charCodeAt(1)), 0];
    const bytes = new TextEncoder().encode(term);
    return [fnv(bytes, 0x811c9dc5), ((fnv(bytes, 0x9747b28c) >>> 8) | 1) >>> 0];
  }

  function compact(folded) {
    return units(folded).map((unit) => unit.text).join("");
  }

  // white space that typesetters put between Chinese characters
  function joined(title) {
    return title.replace(/(?<=[\u3007\u3400-\u9fff])\s+(?=[\u3007\u3400-\u9fff])/g, "");
  }

  Object.assign(search, { SEPARATOR, CHINESE, LETTER, DIGIT, classOf, fold, units, segments, terms, keyOf, isPair, compact, joined });
})(self);
