// Answers a query: which documents, in which order, why, and what to show of them.
//
// Steps, each a genuine lunr query over the lists it needs: the whole as a number or title; all words in titles and what is
// said of documents; all words in the text, a phrase checked where it stands; then, with the visitor told: the same sounds,
// the same characters in any order, nearly the same title; some of the words.
(function (root) {
  "use strict";
  const search = (root.GongkaiSearch = root.GongkaiSearch || {});
  const PAGE = 10;
  const EARLY = 5; // results that are shown as soon as their cards are here: one round of requests brings no more
  const LOOKED = 5; // titles that are read themselves instead of the lists of all their words
  const LONG = 16; // the same where the lists are long
  const AHEAD = 4; // lists of texts that are asked for in the same breath as those of titles
  const PROBES = 2; // terms whose titles are asked for first: most words of a text meet in no title
  const CHECKS = [[0, 4, 0], [4, 12, 0], [12, 24, 0], [0, 12, 1], [24, 32, 0]]; // whose texts a phrase is looked for in: from, to, which place
  const ENOUGH = 8; // candidates that may be checked one by one instead of loading more lists
  const MANY = 60; // with more candidates than this even heavy lists are worth their bytes
  const LARGE = 20000, COSTLY = 3; // from so many documents on, and with so many long lists of titles, a whole title is enough
  const GAPPED = 8; // titles that are looked at for what was typed with something left out
  const TITLES = 24; // titles that are compared with what was typed, in the fall-backs
  const NEAR = 0.6; // the share of what was typed that a title must hold to be offered
  const ALIKE = 0.6; // what the same sound counts for beside the same character
  const RARE = 100; // a character in fewer than one of so many titles says no more than one in exactly so many
  const SLICE = 12; // milliseconds of work between two pauses
  const SURE = 0.999; // of a phrase's words in one passage: it is likely to stand there

  class Stopped extends Error {}

  class Engine {
    constructor(base, fieldNames) {
      this.loader = new search.Loader(base);
      this.fieldNames = fieldNames || {};
      this.cards = new Map();
      this.seen = new Set(); // documents whose cards are here
    }

    async ready(today) {
      const manifest = await this.loader.load("manifest");
      if (!this.manifest) {
        this.manifest = manifest;
        const { overlay } = manifest;
        this.total = manifest.documents + (overlay ? overlay.documents : 0);
        this.tiers = new search.Tiers(this.loader, manifest);
        this.columns = new search.Columns(this.loader, manifest);
        this.foldable = new Set(search.foldSources(manifest.fold));
      }
      if (this.today !== today) {
        await this.columns.force(today);
        this.today = today;
      }
    }

    async table(text) {
      const plain = text.normalize("NFKC").toLowerCase();
      if (this.foldTable || ![...plain].some((char) => this.foldable.has(char))) return this.foldTable;
      const forms = [...(await search.inflatedJson(await this.own("f")))];
      this.foldTable = new Map([...this.foldable].map((char, place) => [char, forms[place]]));
      return this.foldTable;
    }

    // `alive` says whether anybody still waits for the answer; `progress` may be told of results before the last step
    async search(request, alive = () => true, progress = () => {}) {
      await this.ready(request.today);
      const text = (request.q || "").slice(0, 200);
      const table = await this.table(text);
      const fold = (part) => search.fold(part, table);
      const turn = { alive, request, table, fold, progress, paused: now() };
      this.check(turn);
      const query = search.understood(text, fold, this.fieldNames);
      turn.segments = query.kind === "expert" ? query.clauses.filter((one) => one.presence !== root.lunr.Query.presence.PROHIBITED).map((one) => one.segment) : query.segments;
      let found;
      if (!turn.segments.length && query.kind === "plain") found = this.everything(request);
      else if (query.kind === "expert") found = await this.expert(query.clauses, turn);
      else found = await this.plain(query, turn);
      this.check(turn);
      return this.answer(found, turn);
    }

    // a file of the full build
    own(name) {
      return this.loader.load(`${this.manifest.segment}/${name}`);
    }

    // the numbers of all documents that count
    all() {
      const numbers = Array.from({ length: this.total }, (unused, place) => place);
      return numbers.filter((document) => !this.tiers.dead.has(document));
    }

    check(turn) {
      if (!turn.alive()) throw new Stopped("no longer wanted");
    }

    async pause(turn) {
      if (now() - turn.paused > SLICE) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        turn.paused = now();
        this.check(turn);
      }
    }

    everything(request) {
      const chosen = ["force", "year", "category", "issuer", "type", "from", "to"].some((name) => request[name]);
      const documents = chosen ? this.all() : [];
      return { hits: documents.map((document) => ({ document, score: 0, group: 0 })), step: chosen ? "all" : "none", sort: "newest" };
    }

    async plain(query, turn) {
      const { segments } = turn;
      // a number can be nothing but itself; any other whole name is also found by its words
      const numbered = segments.some((one) => one.units.some((unit) => unit.kind === search.DIGIT));
      const isCostly = this.isCostly(segments);
      if (numbered || isCostly) turn.whole = this.exact(segments);
      if (isCostly && !turn.request.body) {
        // the whole says enough; what else holds such common words is one click away
        const own = await turn.whole;
        if (own.length) return { hits: this.inOrder([own]), step: "title", fallback: null, more: true };
      }
      const titles = this.inTitles(segments, turn);
      if (!numbered) this.ahead(segments);
      if (numbered) turn.whole.then((own) => own.length && this.preview([own], turn), () => {});
      const head = await titles;
      const whole = (numbered || head.hits.length) && turn.whole ? await turn.whole : [];
      const groups = [whole, head.hits];
      let step = "title", fallback = null, more = false;
      if (head.hits.length || whole.length) {
        more = segments.some((one) => !search.isLoneCharacter(one));
        if (turn.request.body) {
          groups.push((await this.inTexts(segments, turn, head.terms)).flat());
          more = false;
        }
      } else {
        const gapped = await this.gapped(segments, head.terms, turn);
        const [verified, scattered] = await this.inTexts(segments, turn, head.terms);
        step = "text";
        groups.push(gapped, verified);
        if (gapped.length && !verified.length) {
          fallback = { kind: "letters", instead: gapped[0].title };
          groups.push(scattered);
        } else if (!verified.length) {
          const loose = await this.loosely(segments, turn);
          // all words in one text say more than a title in which one is missing
          const scatteredFirst = scattered.length && (!loose.hits.length || loose.kind === "near");
          if (scatteredFirst) fallback = { kind: "scattered" };
          else if (loose.hits.length) fallback = { kind: loose.kind, instead: loose.instead };
          groups.push(...(scatteredFirst ? [scattered, loose.hits] : [loose.hits, scattered]));
        } else groups.push(scattered);
        if (!verified.length && !scattered.length && !fallback) {
          const some = await this.someOf(segments, turn);
          if (some.length) fallback = { kind: "some" };
          groups.push(some);
        }
      }
      return { hits: this.inOrder(groups), step, fallback, more };
    }

    // asks for what will be needed if no title answers; not where one is likely to
    ahead(segments) {
      const worded = segments.filter((one) => !search.isLoneCharacter(one));
      if (worded.flatMap(search.termsOf).some((text) => this.tiers.isHeavy(text, false))) return;
      const isHeavy = (text) => this.tiers.isHeavy(text, true);
      const wanted = [...worded.flatMap((one) => search.cover(one, isHeavy)), ...worded.flatMap(search.termsOf)];
      const light = wanted.filter((text) => !isHeavy(text));
      this.terms([...new Set(light)].slice(0, AHEAD), true).catch(() => {}); // whoever needs them is told
    }

    // whether the words of a large catalogue's titles are so common that their lists are long
    isCostly(segments) {
      const texts = new Set(segments.filter((one) => !search.isLoneCharacter(one)).flatMap(search.termsOf));
      return this.manifest.documents >= LARGE && [...texts].filter((text) => this.tiers.isHeavy(text, false)).length >= COSTLY;
    }

    // groups one after the other, each document once; within a group what is in force goes first
    inOrder(groups) {
      const seen = new Set(), hits = [];
      groups.forEach((group, place) => {
        const standing = ({ document, score }) => score * this.columns.standing[this.columns.forces[document]];
        const fresh = group.filter(({ document }) => !seen.has(document) && seen.add(document));
        fresh.sort((one, two) => (one.tier || 0) - (two.tier || 0) || standing(two) - standing(one) || one.document - two.document);
        hits.push(...fresh.map((hit) => ({ ...hit, group: place })));
      });
      return hits;
    }

    // documents whose number, index number or title is what was typed
    exact(segments) {
      const found = this.wholes(segments);
      found.catch(() => {}); // whoever waits for it is told; nobody may
      return found;
    }

    async wholes(segments) {
      const typed = segments.map((one) => one.text).join("");
      const [key, check] = search.keyOf(typed);
      const lists = await this.tiers.lists("k", key, check);
      return lists.flatMap((list) => Array.from(list.documents, (document) => ({ document, score: 1 })));
    }

    async terms(texts, body) {
      return Promise.all(texts.map((text) => this.tiers.term(text, body)));
    }

    async loneLists(segments) {
      const lone = segments.filter(search.isLoneCharacter);
      if (!lone.length) return [];
      const sounds = await this.sounds();
      return Promise.all(lone.map(async (one) => (await this.soundLists(one.text, sounds)).own));
    }

    async inTitles(segments, turn) {
      const worded = segments.filter((one) => !search.isLoneCharacter(one));
      const first = probes(worded, (text) => this.tiers.isHeavy(text, false));
      const [terms, lone] = await Promise.all([this.terms(first, false), this.loneLists(segments)]);
      this.check(turn);
      let documents = search.intersection([...terms.map((term) => term.documents), ...lone]);
      if (!documents.length) return { hits: [], terms };
      const rest = [...new Set(worded.flatMap(search.termsOf))].filter((text) => !first.includes(text));
      // some title is likely: whether it is the whole of one is asked in the same breath
      turn.whole = turn.whole || this.exact(segments);
      const isHeavy = (text) => this.tiers.isHeavy(text, false);
      const light = rest.filter((text) => !isHeavy(text)), heavy = rest.filter(isHeavy);
      for (const [texts, few] of [[light, LOOKED], [heavy, LONG]]) {
        if (!texts.length) continue;
        if (documents.length <= few) return this.looked(documents, worded, terms, turn);
        const [others] = await Promise.all([this.terms(texts, false), turn.whole]);
        terms.push(...others);
        documents = search.intersection([documents, ...terms.map((term) => term.documents)]);
        // what is missing for `gapped` is asked for too
        if (!documents.length) return { hits: [], terms: await this.withRest(terms, worded) };
      }
      await turn.whole;
      await this.pause(turn);
      if (!terms.length) return { hits: Array.from(documents, (document) => ({ document, score: 1 })), terms };
      const clauses = terms.map((term) => ({ term, presence: root.lunr.Query.presence.REQUIRED, fields: search.HEAD_FIELDS }));
      const hits = this.withTail(search.ranked(clauses, documents), documents);
      // words that stand in one field together say more than words that lie in several
      const whole = worded.map((one) => inOneField(search.termsOf(one), terms));
      // "文旅规 2024 3" is one number: its parts should not come from a number and a date
      const all = worded.length > 1 ? inOneField(worded.flatMap(search.termsOf), terms, ["number"]) : new Set();
      for (const { document, ...hit } of hits.splice(0)) {
        const broken = whole.filter((holders) => !holders.has(document)).length;
        hits.push({ ...hit, document, tier: 2 * broken + (all.size && !all.has(document) ? 1 : 0) });
      }
      return { hits, terms };
    }

    // few candidates: what is said of them is read on their cards, which are shown anyway
    async looked(documents, worded, terms, turn) {
      const every = worded.flatMap(search.termsOf);
      const [read] = await Promise.all([Promise.all(Array.from(documents, (document) => this.held(document, every))), turn.whole]);
      this.check(turn);
      const kept = documents.filter((document, place) => every.every((text) => read[place].some((own) => own.has(text))));
      const clauses = terms.map((term) => ({ term, presence: root.lunr.Query.presence.REQUIRED, fields: search.HEAD_FIELDS }));
      if (!kept.length) return { hits: [], terms: await this.withRest(terms, worded) };
      const holds = (texts, fields) => fields.some((own) => texts.every((text) => own.has(text)));
      const numbers = worded.length > 1 ? new Set(kept.filter((document) => holds(every, [read[documents.indexOf(document)][1]]))) : new Set();
      const hits = this.withTail(search.ranked(clauses, kept), kept).map((hit) => {
        const fields = read[documents.indexOf(hit.document)];
        const broken = worded.filter((one) => !holds(search.termsOf(one), fields)).length;
        return { ...hit, tier: 2 * broken + (numbers.size && !numbers.has(hit.document) ? 1 : 0) };
      });
      return { hits, terms };
    }

    // these terms with all others of titles; without the long lists where no title holds all of the short ones but one
    async withRest(terms, worded) {
      const known = new Set(terms.map((term) => term.text));
      const rest = [...new Set(worded.flatMap(search.termsOf))].filter((text) => !known.has(text));
      const isHeavy = (text) => this.tiers.isHeavy(text, false);
      const light = [...terms, ...(await this.terms(rest.filter((text) => !isHeavy(text)), false))];
      const heavy = rest.filter(isHeavy);
      return heavy.length && nearly(light, light.length - 1).length ? [...light, ...(await this.terms(heavy, false))] : light;
    }

    // the terms of each of HEAD_FIELDS, of one document
    async held(document, wanted) {
      const card = await this.card(document);
      const day = card.date.match(/^(\d+)-(\d+)-(\d+)$/);
      const texts = [
        search.joined(card.title),
        `${card.number}\n${card.indexNumber}`,
        card.issuers.join("\n"),
        card.alias,
        [card.category, card.type, day ? `${+day[1]}年${+day[2]}月${+day[3]}日` : "", card.date].join("\n"),
      ];
      const read = () => texts.map((text) => new Set(search.terms(this.foldAll(text))));
      const found = read();
      if (this.foldTable || wanted.every((text) => found.some((own) => own.has(text)))) return found;
      // what is missing may be written in another form
      return (await this.table(texts.join("\n"))) ? read() : found;
    }

    // titles that hold what was typed with a word left out: all pairs but one, and all its characters in order
    async gapped(segments, terms, turn) {
      const worded = segments.filter((one) => !search.isLoneCharacter(one));
      const wanted = new Set(worded.flatMap(search.termsOf)).size;
      if (wanted < 4 || terms.length < wanted) return [];
      const near = nearly(terms, wanted - 1);
      await this.pause(turn);
      if (!near.length) return [];
      const scores = search.vectorScores(terms.map((term) => ({ term, fields: search.HEAD_FIELDS })), near);
      const order = Array.from(near.keys()).sort((one, two) => scores[two] - scores[one] || one - two);
      const hits = await Promise.all(order.slice(0, GAPPED).map(async (place) => {
        const { title } = await this.card(near[place]);
        const own = search.units(this.foldAll(search.joined(title))).map((unit) => unit.text);
        return segments.every((one) => inSequence(one.units, own)) && { document: near[place], score: scores[place], title };
      }));
      this.check(turn);
      return hits.filter(Boolean);
    }

    // what lunr ranked, then the rest of the candidates as they lie
    withTail(hits, documents) {
      if (hits.length >= documents.length) return hits;
      const seen = new Set(hits.map((hit) => hit.document));
      return [...hits, ...Array.from(documents).filter((document) => !seen.has(document)).map((document) => ({ document, score: 0 }))];
    }

    // [those that hold each phrase as it was typed, those that hold its words]
    async inTexts(segments, turn, headTerms) {
      const worded = segments.filter((one) => !search.isLoneCharacter(one));
      if (!worded.length) return [[], []];
      const isHeavy = (text) => this.tiers.isHeavy(text, true);
      const first = [...new Set(worded.flatMap((one) => search.cover(one, isHeavy)))];
      const terms = await this.terms(first, true);
      this.check(turn);
      let documents = search.intersection(terms.map((term) => term.documents));
      if (!documents.length) return [[], []];
      const rest = [...new Set(worded.flatMap(search.termsOf))].filter((text) => !first.includes(text));
      const load = async (texts) => {
        terms.push(...(await this.terms(texts, true)));
        documents = search.intersection([documents, ...terms.map((term) => term.documents)]);
        await this.pause(turn);
      };
      if (documents.length > ENOUGH) await load(rest.filter((text) => !isHeavy(text)));
      if (documents.length > MANY) await load(rest.filter(isHeavy));
      if (!documents.length) return [[], []];
      const clauses = [...terms, ...headTerms].map((term) => ({ term, presence: root.lunr.Query.presence.OPTIONAL }));
      const hits = this.withTail(search.ranked(clauses, documents), documents);
      const phrases = worded.filter((one) => one.pairs.length > 1);
      if (!phrases.length) {
        for (const hit of hits.slice(0, PAGE)) hit.places = worded.map((one) => this.placesOf(one, terms, hit.document));
        return [hits, []];
      }
      for (const hit of hits) hit.places = phrases.map((one) => this.placesOf(one, terms, hit.document));
      const together = (hit) => hit.places.reduce((sum, places) => sum + places[0][1], 0);
      const standing = (hit) => hit.score * this.columns.standing[this.columns.forces[hit.document]];
      hits.sort((one, two) => together(two) - together(one) || standing(two) - standing(one));
      const likely = hits.slice(0, CHECKS[0][1]).filter((hit) => together(hit) >= SURE * phrases.length);
      if (likely.length) this.preview([likely, hits], turn);
      const verified = new Set();
      for (const [from, to, round] of CHECKS) {
        const unsure = hits.slice(from, to);
        await Promise.all(unsure.map(async (hit) => (await this.holds(hit, phrases, round, turn)) && verified.add(hit)));
        this.check(turn);
        if (verified.size) break;
      }
      return [hits.filter((hit) => verified.has(hit)), hits.filter((hit) => !verified.has(hit))];
    }

    // where in a document most of a phrase's terms are found first: [[place, share], …]
    placesOf(one, terms, document) {
      const counts = new Map();
      let total = 0;
      for (const term of terms) {
        if (!search.termsOf(one).includes(term.text)) continue;
        for (const list of term.lists) {
          const at = search.lowerBound(list.documents, document, 0);
          if (!list.places || list.documents[at] !== document) continue;
          counts.set(list.places[at], (counts.get(list.places[at]) || 0) + 1);
          total++;
        }
      }
      const places = [...counts].map(([place, count]) => [place, count / total]);
      return places.length ? places.sort((a, b) => b[1] - a[1] || b[0] - a[0]) : [[0, 0]];
    }

    // whether each phrase stands in the passage where its terms are
    async holds(hit, phrases, round, turn) {
      const card = await this.card(hit.document);
      const results = await Promise.all(
        phrases.map(async (one, which) => {
          const places = hit.places[which];
          const head = turn.fold([search.joined(card.title), card.number, ...card.issuers].join("\n"));
          if (head.includes(one.text)) return true;
          if (!places[round]) return false;
          const spans = await this.passagesAt(card, hit.document, places[round][0]);
          const found = spans.find(({ text }) => this.foldAll(text).includes(one.text));
          if (found) hit.passage = found.text;
          return Boolean(found);
        })
      );
      return results.every(Boolean);
    }

    foldAll(text) {
      return search.fold(text, this.foldTable);
    }

    // the passages that a place code stands for
    async passagesAt(card, document, place) {
      const [first, last] = card.passages <= search.PLACES
        ? [place, place]
        : [Math.ceil((place * card.passages) / search.PLACES), Math.ceil(((place + 1) * card.passages) / search.PLACES) - 1];
      const numbers = [];
      for (let number = first; number <= Math.min(last, card.passages - 1); number++) numbers.push(number);
      return Promise.all(numbers.slice(0, 3).map(async (number) => ({ number, text: await this.passage(card, document, number) })));
    }

    async passage(card, document, number) {
      const folder = card.folder || `${this.manifest.segment}/t/${Math.floor(document / this.manifest.folder).toString(16)}`;
      const rows = await search.inflatedJson(await this.loader.load(`${folder}/${(card.file + number).toString(16)}`));
      const row = rows.find((one) => (card.folder || one[0] === document) && one[1] === number);
      return row ? row[2] : "";
    }

    async card(document) {
      const { cards: per, documents, segment, overlay } = this.manifest;
      const place = document < documents ? document : document - documents;
      const file = `${document < documents ? segment : overlay.segment}/${search.fileName("d", Math.floor(place / per))}`;
      if (!this.cards.has(file)) {
        const value = this.loader.load(file).then(search.inflatedJson);
        this.cards.set(file, value);
        value.catch(() => this.cards.delete(file));
      }
      const row = (await this.cards.get(file))[place % per];
      const [indexNumber, url, title, number, issuers, date, issued, category, type, lead, first, passages, alias, folder] = row;
      this.seen.add(document);
      return { indexNumber, url, title, number, issuers, date, issued, category, type, lead, file: first, passages, alias, folder };
    }

    async sounds() {
      if (!this.soundTable) this.soundTable = search.sounds(await this.own("s"));
      return this.soundTable;
    }

    // the titles that hold this character (own), and those that hold one of its sound (any)
    async soundLists(char, sounds) {
      const syllable = sounds.get(char);
      if (!syllable) return { own: new Uint32Array(0), any: new Uint32Array(0) };
      const [key] = search.keyOf(syllable);
      const lists = await this.tiers.lists("y", key);
      const own = lists.filter((list) => list.check === char.codePointAt(0)).map((list) => list.documents);
      return { own: own[0] || new Uint32Array(0), any: search.union([new Uint32Array(0), ...lists.map((list) => list.documents)]) };
    }

    // titles that sound like what was typed, hold its characters in another order, or nearly do
    async loosely(all, turn) {
      // what titles and issuers hold as typed is not the slip: it only narrows
      const right = [];
      for (const one of all) {
        if (!one.pairs.length || all.length === 1) continue;
        const terms = await this.terms(search.termsOf(one), false);
        const documents = search.intersection(terms.map((term) => term.documents));
        if (documents.length) right.push({ one, documents });
      }
      const narrow = right.length && right.length < all.length ? search.intersection(right.map(({ documents }) => documents)) : [];
      if (narrow.length) {
        const wrong = all.filter((one) => !right.some((known) => known.one === one));
        const found = await this.looselyIn(wrong, turn, new Set(narrow));
        if (found.hits.length) return found;
      }
      return this.looselyIn(all, turn, null);
    }

    async looselyIn(segments, turn, within) {
      const units = segments.flatMap((one) => one.units);
      const sounds = await this.sounds();
      const chars = [...new Set(units.map((unit) => unit.text))];
      const pairs = [...new Set(segments.flatMap((one) => one.pairs))];
      const [lists, terms] = await Promise.all([
        Promise.all(chars.map(async (char) => {
          if (sounds.get(char)) return this.soundLists(char, sounds);
          const { documents } = char.length > 1 || /[\p{L}\p{N}]/u.test(char) ? await this.tiers.term(char, false) : { documents: new Uint32Array(0) };
          return { own: documents, any: documents };
        })),
        this.terms(pairs, false),
      ]);
      this.check(turn);
      const size = this.total;
      const held = new Float32Array(size), count = new Uint8Array(size);
      let total = 0;
      for (const { own, any } of lists) {
        const weight = Math.log(1 + size / Math.max(1 + any.length, size / RARE));
        total += weight;
        for (const document of any) {
          held[document] += weight * 0.85;
          count[document]++;
        }
        for (const document of own) held[document] += weight * 0.15;
        await this.pause(turn);
      }
      let candidates = [];
      const most = count.reduce((best, value, document) => (within && !within.has(document) ? best : Math.max(best, value)), 0);
      const least = Math.max(1, Math.min(most, chars.length) - (most >= 4 ? 1 : 0));
      for (let document = 0; document < size; document++) {
        if (within && !within.has(document)) continue;
        if (count[document] >= least && held[document] >= NEAR * total) candidates.push(document);
      }
      if (!candidates.length) return { hits: [] };
      const clauses = terms.filter((term) => term.lists.length).map((term) => ({ term, fields: search.HEAD_FIELDS }));
      const scores = clauses.length ? search.vectorScores(clauses, Uint32Array.from(candidates)) : new Float64Array(candidates.length);
      const best = Math.max(1, ...scores);
      const order = candidates.map((document, place) => ({ document, first: held[document] / total + (0.5 * scores[place]) / best }));
      order.sort((one, two) => two.first - one.first || one.document - two.document);
      const hits = [];
      await Promise.all(order.slice(0, TITLES).map(async ({ document }) => {
        const card = await this.card(document);
        hits.push({ document, score: likeness(segments, [search.joined(card.title), ...card.issuers], turn, this, sounds), title: card.title });
      }));
      hits.sort((one, two) => two.score - one.score || one.document - two.document);
      const kept = hits.filter((hit) => hit.score >= NEAR && hit.score >= hits[0].score * 0.75);
      if (!kept.length) return { hits: [] };
      const top = kept[0];
      const topUnits = new Set(this.foldAll(top.title));
      const kind = units.every((unit) => topUnits.has(unit.text)) ? "letters" : count[top.document] >= chars.length ? "sound" : "near";
      return { hits: kept, kind, instead: top.title };
    }

    // some of the words, best first
    async someOf(segments, turn) {
      const texts = [...new Set(segments.filter((one) => !search.isLoneCharacter(one)).flatMap(search.termsOf))];
      const light = texts.filter((text) => !this.tiers.isHeavy(text, true));
      const [titles, bodies] = await Promise.all([this.terms(texts, false), this.terms(light.length ? light : texts, true)]);
      const terms = [...titles, ...bodies];
      const documents = search.union([new Uint32Array(0), ...terms.map((term) => term.documents)]);
      if (!documents.length) return [];
      await this.pause(turn);
      return search.ranked(terms.map((term) => ({ term })), documents);
    }

    async expert(clauses, turn) {
      const presence = root.lunr.Query.presence;
      const loaded = [];
      for (const clause of clauses) {
        const fields = clause.fields.filter((field) => field !== "body");
        const wantsBody = clause.fields.includes("body");
        let texts = search.termsOf(clause.segment);
        const [unit, ...others] = [...clause.segment.units].reverse();
        // a word stands for all that begin like it or are spelt nearly so; characters may differ from the text in a few pairs
        const isWord = clause.prefix || (clause.distance > 0 && !others.length && unit.kind !== search.CHINESE);
        if (isWord) {
          const fits = clause.prefix ? (word) => word.startsWith(unit.text) : (word) => edits(word, unit.text) <= clause.distance;
          texts = (await this.words()).filter(fits).slice(0, 20);
        }
        const [head, body] = await Promise.all([fields.length ? this.terms(texts, false) : [], wantsBody ? this.terms(texts, true) : []]);
        this.check(turn);
        const merged = texts.map((text, place) => {
          const lists = [...(head[place] ? head[place].lists.filter((list) => fields.includes(list.name)) : []), ...(body[place] ? body[place].lists : [])];
          const [key, check] = search.keyOf(text);
          return { text, key, check, body: "both", lists, documents: search.union([new Uint32Array(0), ...lists.map((list) => list.documents)]) };
        });
        loaded.push({ clause, merged, least: isWord ? 1 : Math.max(1, texts.length - 2 * clause.distance) });
      }
      const required = [], prohibited = [], optional = [];
      for (const { clause, merged, least } of loaded) {
        const documents = atLeast(least, merged.map((term) => term.documents));
        if (clause.presence === presence.REQUIRED) required.push(documents);
        else if (clause.presence === presence.PROHIBITED) prohibited.push(documents);
        else optional.push(documents);
      }
      let candidates = required.length ? search.intersection(required) : search.union([new Uint32Array(0), ...optional]);
      if (!required.length && !optional.length) candidates = Uint32Array.from(this.all());
      const barred = new Set(prohibited.flatMap((documents) => Array.from(documents)));
      candidates = candidates.filter((document) => !barred.has(document));
      if (!candidates.length) return { hits: [], step: "expert", fallback: { kind: "expert" } };
      const wanted = loaded.filter(({ clause }) => clause.presence !== presence.PROHIBITED);
      const list = wanted.flatMap(({ clause, merged }) => merged.map((term) => ({ term, boost: clause.boost, fields: clause.fields })));
      const hits = list.length ? this.withTail(search.ranked(list, candidates), candidates) : this.withTail([], candidates);
      return { hits: this.inOrder([hits]), step: "expert", fallback: { kind: "expert" } };
    }

    async words() {
      if (!this.lexicon) {
        const files = await Promise.all(this.tiers.parts.map((part) => this.loader.load(`${part.segment}/x`).then(search.inflatedJson)));
        this.lexicon = [...new Set(files.flatMap((text) => text.split("\n")))].sort();
      }
      return this.lexicon;
    }

    // filters, counts and order, then what the page shows; it is told of the first few as soon as they are here
    async answer(found, turn) {
      const { request } = turn;
      const listed = await this.listed(found, request);
      const shown = listed.kept.slice(0, request.count || PAGE);
      const cards = Promise.all(shown.map((document) => this.card(document)));
      if (shown.length > EARLY && !shown.every((document) => this.seen.has(document))) {
        const early = await this.told(found, listed, EARLY, 0, turn);
        if (!shown.every((document) => this.seen.has(document))) turn.progress(early.said);
      }
      await cards;
      this.check(turn);
      turn.over = true;
      const told = await this.told(found, listed, shown.length, 0, turn);
      const passages = request.passages || 3;
      const missing = told.hits.slice(0, passages).some((hit) => hit.places && !hit.passage);
      if (!missing) return told.said;
      // the passages come after; what is found can be read meanwhile
      turn.progress(told.said);
      return (await this.told(found, listed, shown.length, passages, turn)).said;
    }

    // tells of what is likely before it is certain
    async preview(groups, turn) {
      const found = { hits: this.inOrder(groups), step: "likely", fallback: null, more: false };
      try {
        const early = await this.told(found, await this.listed(found, turn.request), EARLY, 0, turn);
        if (!turn.over && early.hits.length) turn.progress(early.said);
      } catch (error) {
        // the answer itself will fail likewise, and say so
        if (!(error instanceof Error)) throw error;
      }
    }

    // the documents that pass the filters, in order, and the counts
    async listed(found, request) {
      const filtered = await this.columns.filtered(found.hits.map((hit) => hit.document), request, request.facets || []);
      const { kept } = filtered;
      filtered.sort = request.sort || found.sort || "relevance";
      if (filtered.sort !== "relevance" && kept.length) {
        const values = filtered.dates || (await this.columns.column("date")).values;
        const sign = filtered.sort === "newest" ? -1 : 1;
        kept.sort((one, two) => sign * (values[one] - values[two]) || one - two);
      }
      return filtered;
    }

    // the first `size` results, `passages` of them with what they say, for the page
    async told(found, listed, size, passages, turn) {
      const byDocument = new Map();
      const wanted = new Set(listed.kept.slice(0, size));
      for (const hit of found.hits) if (wanted.has(hit.document)) byDocument.set(hit.document, hit);
      let hits = await Promise.all(Array.from(wanted, async (document) => Object.assign(byDocument.get(document), { card: await this.card(document) })));
      this.check(turn);
      if (listed.sort === "relevance") hits = inForceFirst(hits, this.columns);
      const results = await Promise.all(hits.map((hit, place) => this.result(hit, turn.segments, place < passages)));
      this.check(turn);
      const said = {
        results,
        total: listed.kept.length,
        hidden: listed.hidden,
        ended: listed.endedKept,
        facets: listed.facets,
        step: found.step,
        fallback: found.fallback || null,
        more: Boolean(found.more),
        suggestions: suggestions(found, hits),
      };
      return { hits, said };
    }

    async result(hit, segments, withPassage) {
      const { card, document } = hit;
      const code = this.columns.forces[document];
      const table = this.foldTable;
      let passage = hit.passage && search.excerpt(hit.passage, segments, table);
      if (!passage && withPassage && hit.places) {
        const [{ text }] = await this.passagesAt(card, document, hit.places[0][0][0]).then((all) => (all.length ? all : [{ text: "" }]));
        passage = search.excerpt(text, segments, table);
      }
      return {
        document,
        indexNumber: card.indexNumber,
        url: card.url,
        title: search.marked(card.title, segments, table),
        number: search.marked(card.number, segments, table),
        issuers: card.issuers,
        date: card.date,
        issued: card.issued,
        category: card.category,
        type: card.type,
        force: this.manifest.force.codes[code],
        forceLabel: this.manifest.force.labels[code],
        passage: passage ? passage.pieces : search.marked(card.lead, segments, table),
      };
    }
  }

  // a few terms with short lists, spread over what was typed, of each segment at least one
  function probes(segments, isHeavy) {
    const found = new Set();
    for (const one of segments) {
      const all = search.termsOf(one), light = all.filter((text) => !isHeavy(text));
      const terms = light.length ? light : all;
      found.add(terms[0]);
      if (segments.length < PROBES) found.add(terms[Math.min(terms.length - 1, Math.max(2, terms.length >> 1))]);
    }
    return [...found];
  }

  // the documents that are in so many of the lists
  function atLeast(least, lists) {
    if (least === lists.length) return search.intersection(lists);
    const all = search.union([new Uint32Array(0), ...lists]);
    return least === 1 ? all : all.filter((document) => lists.filter((list) => list[search.lowerBound(list, document, 0)] === document).length >= least);
  }

  // the documents that hold at least so many of the terms
  function nearly(terms, least) {
    const counts = new Map();
    for (const { documents } of terms) for (const document of documents) counts.set(document, (counts.get(document) || 0) + 1);
    return Uint32Array.from([...counts.keys()].filter((document) => counts.get(document) >= least)).sort();
  }

  // how many letters two words differ in; two that have changed places count once
  function edits(one, two) {
    let before = [], last = Array.from({ length: two.length + 1 }, (unused, place) => place);
    for (let row = 1; row <= one.length; row++) {
      const next = [row];
      for (let place = 1; place <= two.length; place++) {
        const other = one[row - 1] === two[place - 1] ? 0 : 1;
        next[place] = Math.min(next[place - 1] + 1, last[place] + 1, last[place - 1] + other);
        if (row > 1 && place > 1 && one[row - 1] === two[place - 2] && one[row - 2] === two[place - 1]) next[place] = Math.min(next[place], before[place - 2] + 1);
      }
      before = last;
      last = next;
    }
    return last[two.length];
  }

  function inSequence(units, row) {
    let at = 0;
    return units.every((unit) => (at = row.indexOf(unit.text, at) + 1) > 0);
  }

  // the documents that hold all of these in one and the same field
  function inOneField(texts, terms, fields = search.HEAD_FIELDS) {
    const own = texts.map((text) => terms.find((term) => term.text === text));
    const found = new Set();
    for (const field of fields) {
      const lists = own.map((term) => term.lists.find((list) => list.name === field));
      if (lists.some((list) => !list)) continue;
      for (const document of search.intersection(lists.map((list) => list.documents))) found.add(document);
    }
    return found;
  }

  // a document that has been superseded never stands above the version in force, wherever lunr put them
  function inForceFirst(hits, columns) {
    const ordered = [...hits];
    const current = (hit) => columns.standing[columns.forces[hit.document]];
    const groups = new Map();
    ordered.forEach((hit, place) => {
      const name = search.compact(search.fold(hit.card.title, null));
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(place);
    });
    for (const places of groups.values()) {
      const own = places.map((place) => hits[place]);
      own.sort((one, two) => current(two) - current(one));
      places.forEach((place, rank) => (ordered[place] = own[rank]));
    }
    return ordered;
  }

  function suggestions(found, hits) {
    if (!found.fallback || !["sound", "near", "letters"].includes(found.fallback.kind)) return [];
    return hits.slice(0, 3).map((hit) => hit.card.title);
  }

  // how well a title holds what was typed: in order or in touching pairs, by sound; shorter titles a little better
  function likeness(segments, names, turn, engine, sounds) {
    const sound = (char) => sounds.get(char) || char;
    const own = names.map((name) => search.units(engine.foldAll(name)).map((unit) => unit.text));
    const all = own.flat();
    const bySound = all.map(sound);
    const typed = segments.flatMap((one) => one.units.map((unit) => unit.text));
    const same = (a, b) => (a === b ? 1 : sound(a) === sound(b) ? ALIKE : 0);
    // longest common subsequence, weighted
    let row = new Float64Array(all.length + 1);
    for (const char of typed) {
      const next = new Float64Array(all.length + 1);
      for (let place = 0; place < all.length; place++) {
        next[place + 1] = Math.max(next[place], row[place + 1], row[place] + same(char, all[place]));
      }
      row = next;
    }
    const inOrder = row[all.length] / typed.length;
    let touching = 0, pairs = 0;
    for (const one of segments) {
      for (let place = 0; place + 1 < one.units.length; place++) {
        pairs++;
        const left = one.units[place].text, right = one.units[place + 1].text;
        let best = 0;
        for (let at = 0; at + 1 < all.length; at++) {
          if (bySound[at] !== sound(left) || bySound[at + 1] !== sound(right)) continue;
          best = Math.max(best, Math.min(same(left, all[at]), same(right, all[at + 1])));
        }
        touching += best;
      }
    }
    const has = typed.reduce((sum, char) => sum + Math.max(0, ...all.map((other) => same(char, other))), 0) / typed.length;
    const close = pairs ? touching / pairs : 1;
    return 0.5 * has + 0.25 * Math.max(inOrder, close) + 0.2 * close + 0.05 * Math.min(1, typed.length / (own[0].length || 1));
  }

  function now() {
    return root.performance ? root.performance.now() : 0;
  }

  Object.assign(search, { Engine, Stopped });
})(self);
