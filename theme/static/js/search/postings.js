// Posting lists of terms, and a genuine lunr.Index made of as many of them as a query needs.
(function (root) {
  "use strict";
  const search = (root.GongkaiSearch = root.GongkaiSearch || {});
  const HEAD_FIELDS = ["title", "number", "issuer", "alias", "about"];
  const FIELDS = [...HEAD_FIELDS, "body"];
  const PLACES = 8;
  const LONG = 5000;

  function fileName(tier, number) {
    return `${tier}/${(number >>> 8).toString(16)}/${(number & 255).toString(16)}`;
  }

  // the full build, and the overlay of what has changed since
  function partsOf(manifest) {
    const parts = [{ segment: manifest.segment, tiers: manifest.tiers, first: 0 }];
    const { overlay } = manifest;
    if (overlay && overlay.documents) parts.push({ segment: overlay.segment, tiers: overlay.tiers, first: manifest.documents });
    for (const part of parts) {
      part.heavy = {};
      for (const [tier, form] of Object.entries(part.tiers)) {
        part.heavy[tier] = search.heavyFiles(form.heavy);
      }
    }
    return parts;
  }

  class Tiers {
    constructor(loader, manifest) {
      this.loader = loader;
      this.manifest = manifest;
      this.parsed = new Map();
      this.found = new Map();
      this.parts = partsOf(manifest);
      this.dead = new Set(manifest.overlay ? manifest.overlay.dead : []);
    }

    tierOf(term, body) {
      return search.isPair(term) ? (body ? "b" : "a") : body ? "w" : "v";
    }

    isHeavy(term, body) {
      return filesOf(this.parts[0].heavy[this.tierOf(term, body)], search.keyOf(term)[0]).length > 0;
    }

    // all lists of one shard, parsed once
    shard(part, tier, number, heavy) {
      const name = `${part.segment}/${fileName(heavy ? `${tier}h` : tier, number)}`;
      if (!this.parsed.has(name)) {
        const lists = this.loader.load(name).then((text) => search.decoded(search.unarmoured(text), part.tiers[tier], heavy ? null : number));
        this.parsed.set(name, lists);
        lists.catch(() => this.parsed.delete(name));
      }
      return this.parsed.get(name);
    }

    async listsOf(part, tier, key, check) {
      const own = (lists) => lists.filter((list) => list.key === key && (check === undefined || list.check === check));
      const light = () => this.shard(part, tier, Math.floor((key * part.tiers[tier].shards) / 4294967296), false);
      const shards = filesOf(part.heavy[tier], key).map((number) => this.shard(part, tier, number, true));
      // without a check several terms are asked for: some may be heavy and some not
      if (check === undefined || !shards.length) shards.push(light());
      const found = (await Promise.all(shards)).flatMap(own);
      return found.length || check === undefined || !filesOf(part.heavy[tier], key).length ? found : own(await light());
    }

    // the lists of a key (of one check, if it is given) in all parts, without documents that no longer count
    lists(tier, key, check) {
      const name = `${tier}.${key}.${check}`;
      if (!this.found.has(name)) {
        const lists = Promise.all(this.parts.map((part) => this.listsOf(part, tier, key, check))).then((all) => this.joined(all));
        this.found.set(name, lists);
        lists.catch(() => this.found.delete(name));
      }
      return this.found.get(name);
    }

    joined([own, added]) {
      if (!added && !this.dead.size) return own;
      const lists = own.map((list) => without(list, this.dead));
      for (const list of added || []) {
        const documents = list.documents.map((document) => document + this.parts[1].first);
        const same = lists.find((one) => one.check === list.check && one.field === list.field);
        if (same) {
          same.documents = concat(same.documents, documents);
          same.symbols = concat(same.symbols, list.symbols);
        } else lists.push({ ...list, documents });
      }
      return lists.filter((list) => list.documents.length);
    }

    // {text, body, lists: [{field, weights(place), documents, places}], documents: union}
    async term(text, body) {
      const [key, check] = search.keyOf(text);
      const found = await this.lists(this.tierOf(text, body), key, check);
      // on the page's own thread each long list is a task of its own
      if (search.scriptsOnly && found.some((list) => !list.weights && list.documents.length > LONG)) await new Promise((resolve) => setTimeout(resolve, 0));
      const lists = found.map((list) => this.weighted(list, body));
      return { text, key, check, body, lists, documents: union(lists.map((list) => list.documents)) };
    }

    weighted(list, body) {
      if (list.weights) return list;
      const { documents, levels, boosts } = this.manifest;
      const name = body ? "body" : HEAD_FIELDS[list.field];
      const table = body ? levels.body : levels.head;
      const idf = Math.log(1 + Math.abs((documents - list.holders + 0.5) / (list.holders + 0.5)));
      const weights = new Float64Array(list.documents.length);
      const places = body ? new Uint8Array(list.documents.length) : null;
      for (let at = 0; at < weights.length; at++) {
        let symbol = list.symbols[at];
        if (body) {
          places[at] = symbol % PLACES;
          symbol = Math.floor(symbol / PLACES);
        }
        weights[at] = table ? Math.round(idf * table[symbol] * boosts[name] * 1000) / 1000 : symbol / 1000;
      }
      return Object.assign(list, { name, weights, places });
    }
  }

  function filesOf(heavy, key) {
    return heavy.files.get(heavy.rest > 31 ? 0 : key >>> heavy.rest) || [];
  }

  function without(list, dead) {
    const kept = Array.from(list.documents.keys()).filter((place) => !dead.has(list.documents[place]));
    return { ...list, documents: Uint32Array.from(kept, (place) => list.documents[place]), symbols: Uint32Array.from(kept, (place) => list.symbols[place]) };
  }

  function concat(one, two) {
    const both = new Uint32Array(one.length + two.length);
    both.set(one);
    both.set(two, one.length);
    return both;
  }

  function union(arrays) {
    if (arrays.length === 1) return arrays[0];
    const size = arrays.reduce((sum, array) => sum + array.length, 0);
    const all = new Uint32Array(size);
    let at = 0;
    for (const array of arrays) {
      all.set(array, at);
      at += array.length;
    }
    all.sort();
    let kept = 0;
    for (let place = 0; place < size; place++) if (!place || all[place] !== all[place - 1]) all[kept++] = all[place];
    return all.subarray(0, kept);
  }

  function intersection(arrays) {
    const ordered = [...arrays].sort((one, two) => one.length - two.length);
    let found = ordered[0] || new Uint32Array(0);
    for (const array of ordered.slice(1)) {
      const kept = [];
      let at = 0;
      for (const document of found) {
        at = lowerBound(array, document, at);
        if (at < array.length && array[at] === document) kept.push(document);
      }
      found = Uint32Array.from(kept);
    }
    return found;
  }

  // galloping: the first place from `from` on whose value is not below `value`
  function lowerBound(array, value, from) {
    let step = 1, low = from, high = from;
    while (high < array.length && array[high] < value) {
      low = high + 1;
      high += step;
      step *= 2;
    }
    if (high > array.length) high = array.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (array[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // the clauses: {term (loaded), presence, boost, fields}
  function vectorScores(clauses, candidates) {
    // the same sum as lunr's, in arrays: only chooses which documents go into the lunr.Index
    const scores = new Float64Array(candidates.length);
    const squares = {};
    for (const { term, boost = 1, fields, presence } of clauses) {
      if (presence === root.lunr.Query.presence.PROHIBITED) continue;
      for (const field of fields || FIELDS) squares[field] = (squares[field] || 0) + (term.lists.length ? boost * boost : 0);
    }
    for (const { term, boost = 1, fields, presence } of clauses) {
      if (presence === root.lunr.Query.presence.PROHIBITED) continue;
      for (const list of term.lists) {
        if (fields && !fields.includes(list.name)) continue;
        const share = boost / Math.sqrt(squares[list.name]);
        let at = 0;
        for (let place = 0; place < candidates.length; place++) {
          at = lowerBound(list.documents, candidates[place], at);
          if (at >= list.documents.length) break;
          if (list.documents[at] === candidates[place]) scores[place] += list.weights[at] * share;
        }
      }
    }
    return scores;
  }

  // a lunr.Index of these terms and documents alone; `everyone`: also of documents that hold none of the terms
  function assembled(terms, candidates, everyone) {
    const lunr = root.lunr;
    const byText = new Map();
    for (const term of terms) {
      const known = byText.get(term.text);
      if (!known) byText.set(term.text, { ...term, lists: [...term.lists] });
      else if (known.body !== term.body) known.lists.push(...term.lists.filter((list) => !known.lists.includes(list)));
    }
    const ordered = [...byText.values()].sort((one, two) => one.key - two.key || one.check - two.check);
    const invertedIndex = Object.create(null), elements = new Map();
    ordered.forEach((term, index) => {
      const posting = { _index: index };
      for (const field of FIELDS) posting[field] = Object.create(null);
      for (const list of term.lists) {
        let at = 0;
        for (const document of candidates) {
          at = lowerBound(list.documents, document, at);
          if (at >= list.documents.length) break;
          if (list.documents[at] !== document) continue;
          posting[list.name][document] = {};
          const ref = `${list.name}/${document}`;
          if (!elements.has(ref)) elements.set(ref, []);
          elements.get(ref).push(index, list.weights[at]);
        }
      }
      invertedIndex[term.text] = posting;
    });
    const fieldVectors = Object.create(null);
    if (everyone) for (const document of candidates) fieldVectors[`${FIELDS[0]}/${document}`] = new lunr.Vector();
    for (const [ref, vector] of elements) fieldVectors[ref] = new lunr.Vector(vector);
    return new lunr.Index({
      fields: FIELDS,
      fieldVectors,
      invertedIndex,
      tokenSet: lunr.TokenSet.fromArray([...byText.keys()].sort()),
      pipeline: new lunr.Pipeline(),
    });
  }

  const LIMIT = 200;

  // the best of the candidates by lunr: [{document, score}]. At most LIMIT, all of lunr's own order
  function ranked(clauses, candidates) {
    let chosen = candidates;
    if (candidates.length > LIMIT) {
      const scores = vectorScores(clauses, candidates);
      // the best without sorting all: those above the last one that still counts, then the first of its equals
      const least = scores.slice().sort()[scores.length - LIMIT];
      let equals = LIMIT - scores.reduce((above, score) => above + (score > least), 0);
      chosen = candidates.filter((unused, place) => scores[place] > least || (scores[place] === least && equals-- > 0));
    }
    // a query that only prohibits asks for all documents but these
    const negated = clauses.every((clause) => clause.presence === root.lunr.Query.presence.PROHIBITED);
    const index = assembled(clauses.map((clause) => clause.term), chosen, negated);
    const results = index.query((query) => {
      for (const { term, presence, boost = 1, fields } of clauses) {
        query.term(term.text, { presence: presence || root.lunr.Query.presence.OPTIONAL, boost, fields: fields || FIELDS, usePipeline: false });
      }
    });
    return results.map((result) => ({ document: Number(result.ref), score: result.score }));
  }

  Object.assign(search, { FIELDS, HEAD_FIELDS, PLACES, Tiers, fileName, union, intersection, lowerBound, vectorScores, assembled, ranked });
})(self);
