// What was typed, understood: plain words, quoted phrases, or lunr's syntax.
(function (root) {
  "use strict";
  const search = (root.GongkaiSearch = root.GongkaiSearch || {});
  const QUOTED = /["“”]([^"“”]+)["“”]/g;
  const EXPERT = /(^|\s)[+\-][^\s+\-]|[^\s]\*(\s|$)|[^\s][~^]\d+(\s|$)/;
  const NAMED = /([^\s:：+\-]+)[:：](?=[^\s])/g;

  // one run of touching units: {text, units, pairs: [terms of two units], single}
  function segment(run) {
    const pairs = [];
    for (let place = 0; place + 1 < run.length; place++) pairs.push(run[place].text + run[place + 1].text);
    return { text: run.map((unit) => unit.text).join(""), units: run, pairs };
  }

  function segmentsOf(folded) {
    return search.segments(folded).map(segment);
  }

  // the terms that a segment needs: its pairs, or itself
  function termsOf(one) {
    return one.pairs.length ? one.pairs : [one.text];
  }

  // a lone Chinese character has no pair to be found by
  function isLoneCharacter(one) {
    return one.units.length === 1 && one.units[0].kind === search.CHINESE;
  }

  // as few of a segment's terms as contain all its units; light ones rather than heavy ones
  function cover(one, isHeavy) {
    const all = termsOf(one);
    if (all.length < 3) return all;
    const light = all.map((term) => !isHeavy(term));
    const chosen = new Set();
    for (let place = 0; place < all.length; place += 2) chosen.add(place);
    if (all.length % 2 === 0) chosen.add(all.length - 1);
    for (const place of [...chosen]) {
      if (light[place]) continue;
      // a phrase is checked in the text afterwards, so a neighbour will do instead
      const near = [place - 1, place + 1].filter((other) => other >= 0 && other < all.length && light[other]);
      if (near.length || [...chosen].some((other) => other !== place && light[other])) {
        chosen.delete(place);
        near.forEach((other) => chosen.add(other));
      }
    }
    return [...chosen].sort((a, b) => a - b).map((place) => all[place]);
  }

  // {kind: "plain", segments, phrases} or {kind: "expert", clauses: [{segment, presence, boost, fields, distance, prefix}]}
  function understood(text, fold, fieldNames) {
    const phrases = [];
    const rest = text.replace(QUOTED, (whole, phrase) => {
      phrases.push(...segmentsOf(fold(phrase)));
      return " ";
    });
    const knows = (name) => search.FIELDS.find((field) => field === name || (fieldNames[field] || []).includes(name));
    const namesField = [...text.matchAll(NAMED)].some(([, name]) => knows(name));
    if (!phrases.length && (namesField || EXPERT.test(text))) {
      const clauses = expertClauses(text, fold, knows);
      if (clauses) return { kind: "expert", clauses };
    }
    const plain = segmentsOf(fold(rest));
    return { kind: "plain", segments: unique([...plain, ...phrases]), phrases };
  }

  function unique(segments) {
    const seen = new Set();
    return segments.filter((one) => !seen.has(one.text) && seen.add(one.text));
  }

  // by lunr's own parser; null when it does not understand
  function expertClauses(text, fold, knows) {
    const lunr = root.lunr;
    const named = text.replace(NAMED, (whole, name) => (knows(name) ? `${knows(name)}:` : `${name} `));
    const query = new lunr.Query(search.FIELDS);
    try {
      new lunr.QueryParser(named, query).parse();
    } catch (error) {
      if (error instanceof lunr.QueryParseError) return null;
      throw error;
    }
    const clauses = [];
    for (const clause of query.clauses) {
      const star = clause.term.endsWith("*");
      const segments = segmentsOf(fold(clause.term.replace(/\*/g, " ")));
      segments.forEach((one, place) => {
        clauses.push({
          segment: one,
          presence: clause.presence,
          boost: clause.boost,
          fields: clause.fields,
          distance: clause.editDistance || 0,
          prefix: star && place === segments.length - 1 && one.units[one.units.length - 1].kind !== search.CHINESE,
        });
      });
    }
    return clauses.length ? clauses : null;
  }

  Object.assign(search, { understood, segmentsOf, termsOf, cover, isLoneCharacter });
})(self);
