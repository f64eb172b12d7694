// What is true of every document on the visitor's day, and the filters, counts and orders that follow from it.
(function (root) {
  "use strict";
  const search = (root.GongkaiSearch = root.GongkaiSearch || {});
  const ENDED = ["repealed", "lapsed"];
  // how far a document that does not (fully) hold stands behind one that does
  const STANDING = { superseded: 0.45, repealed: 0.4, lapsed: 0.4, suspended: 0.8, undetermined: 0.8 };

  class Columns {
    constructor(loader, manifest) {
      this.loader = loader;
      this.manifest = manifest;
      this.cache = new Map();
    }

    // the force of every document on this day (ISO), as places in manifest.force.codes
    async force(today) {
      const { codes, column, coming } = this.manifest.force;
      const forces = (await search.inflated(column)).slice();
      for (const [document, changes] of coming) {
        for (const [day, code] of changes) if (day <= today) forces[document] = code;
      }
      this.forces = forces;
      this.ended = codes.map((code) => ENDED.includes(code));
      this.standing = codes.map((code) => STANDING[code] || 1);
      return forces;
    }

    // {names, values: per document a number or several}
    column(name) {
      if (!this.cache.has(name)) {
        const { overlay, segment } = this.manifest;
        const segments = overlay && overlay.documents ? [segment, overlay.segment] : [segment];
        const value = Promise.all(segments.map((one) => this.part(one, name))).then(joined);
        this.cache.set(name, value);
        value.catch(() => this.cache.delete(name));
      }
      return this.cache.get(name);
    }

    async part(segment, name) {
      const data = await this.loader.load(`${segment}/c/${name}`);
      if (name === "date") return { values: await search.inflatedJson(data) };
      return { names: data[0], values: await search.inflatedJson(data[1]) };
    }

    // which of the documents pass the filters: {kept, hidden (ended ones that only `force` hides), facets}
    async filtered(documents, filters, wanted) {
      const names = ["category", "issuer", "type"];
      const columns = {};
      const needed = new Set(wanted.map((name) => (name === "year" ? "date" : name)));
      for (const name of names) if (filters[name]) needed.add(name);
      if (filters.year || filters.from || filters.to || (filters.sort && filters.sort !== "relevance")) needed.add("date");
      needed.delete("force");
      await Promise.all([...needed].map(async (name) => (columns[name] = await this.column(name))));

      const tests = {};
      const { codes } = this.manifest.force;
      const forces = filters.force && filters.force !== "all" ? filters.force.split(",") : null;
      tests.force = (document) =>
        filters.force === "all" || (forces ? forces.includes(codes[this.forces[document]]) : !this.ended[this.forces[document]]);
      for (const name of names) {
        if (!filters[name]) continue;
        const { names: known, values } = columns[name];
        const number = known.indexOf(filters[name]);
        tests[name] = (document) => (Array.isArray(values[document]) ? values[document].includes(number) : values[document] === number);
      }
      if (filters.year) tests.year = (document) => Math.floor(columns.date.values[document] / 10000) === Number(filters.year);
      if (filters.from || filters.to) {
        const from = Number((filters.from || "0").replace(/-/g, "")), to = Number((filters.to || "99999999").replace(/-/g, ""));
        tests.dates = (document) => columns.date.values[document] >= from && columns.date.values[document] <= to;
      }
      const passing = (but) => {
        const own = Object.entries(tests).filter(([name]) => name !== but).map(([, test]) => test);
        return documents.filter((document) => own.every((test) => test(document)));
      };
      const kept = passing();
      const withEnded = passing("force");
      const hidden = filters.force ? 0 : withEnded.length - kept.length;
      const endedKept = kept.filter((document) => this.ended[this.forces[document]]).length;
      const facets = {};
      for (const name of wanted) facets[name] = this.counts(name, name === "force" ? withEnded : passing(name), columns);
      return { kept, hidden, endedKept, facets, dates: columns.date && columns.date.values };
    }

    counts(name, documents, columns) {
      const counts = new Map();
      const add = (value) => counts.set(value, (counts.get(value) || 0) + 1);
      for (const document of documents) {
        if (name === "force") add(this.manifest.force.codes[this.forces[document]]);
        else if (name === "year") add(String(Math.floor(columns.date.values[document] / 10000)));
        else {
          const { names, values } = columns[name];
          for (const number of [].concat(values[document])) if (names[number]) add(names[number]);
        }
      }
      const rows = [...counts];
      const label = (code) => this.manifest.force.labels[this.manifest.force.codes.indexOf(code)];
      if (name === "year") rows.sort((one, two) => two[0] - one[0]);
      else rows.sort((one, two) => two[1] - one[1] || (one[0] < two[0] ? -1 : 1));
      return rows.filter(([value]) => value !== "0").map(([value, count]) => ({ value, count, label: name === "force" ? label(value) : value }));
    }
  }

  // the column of the full build with the overlay's behind it
  function joined([own, added]) {
    if (!added) return own;
    if (!own.names) return { values: [...own.values, ...added.values] };
    const names = [...own.names, ...added.names.filter((name) => !own.names.includes(name))];
    const number = (place) => names.indexOf(added.names[place]);
    return { names, values: [...own.values, ...added.values.map((value) => (Array.isArray(value) ? value.map(number) : number(value)))] };
  }

  Object.assign(search, { Columns });
})(self);
