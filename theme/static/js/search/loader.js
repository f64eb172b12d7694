// Brings a script of the index, by its name, as the value it hands over. Two ways, one form of file: fetched and read as
// text in a worker; as a classic script where only those load (from disk). Nothing is ever evaluated from text.
(function (root) {
  "use strict";
  const search = (root.GongkaiSearch = root.GongkaiSearch || {});
  const PREFIX = "__shard(";

  class Loader {
    // `base` is the index's folder, with a slash
    constructor(base) {
      this.base = base;
      this.values = new Map();
      this.requests = 0;
    }

    load(name) {
      if (!this.values.has(name)) {
        this.requests++;
        const value = (search.scriptsOnly ? byScript : byFetch)(`${this.base}${name}.js`, name);
        this.values.set(name, value);
        // a failed one may be asked for again
        value.catch(() => this.values.delete(name));
      }
      return this.values.get(name);
    }
  }

  async function byFetch(address, name) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new search.ShardError(name, answer.status);
    const text = await answer.text();
    const start = `${PREFIX}${JSON.stringify(name)},`;
    if (!text.startsWith(start)) throw new search.ShardError(name, "form");
    return JSON.parse(text.slice(start.length, text.lastIndexOf(")")));
  }

  const waiting = new Map();
  root.__shard = (name, value) => {
    const resolve = waiting.get(name);
    if (resolve) resolve(value);
  };

  function byScript(address, name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const done = (finish, value) => {
        waiting.delete(name);
        script.remove();
        finish(value);
      };
      waiting.set(name, (value) => done(resolve, value));
      script.onerror = () => done(reject, new search.ShardError(name, "script"));
      script.onload = () => waiting.has(name) && done(reject, new search.ShardError(name, "form"));
      script.src = address;
      document.head.append(script);
    });
  }

  class ShardError extends Error {
    constructor(name, reason) {
      super(`${name}: ${reason}`);
      this.name = "ShardError";
    }
  }

  Object.assign(search, { Loader, ShardError });
})(self);
