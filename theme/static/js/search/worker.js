// The end of the engine's script: in a worker it answers messages; on a page it says that it works from scripts alone.
(function (root) {
  "use strict";
  const search = root.GongkaiSearch;
  const inWorker = typeof root.WorkerGlobalScope === "function" && root instanceof root.WorkerGlobalScope;
  search.scriptsOnly = !inWorker;
  if (!inWorker) return;
  let engine = null;
  let latest = 0;
  root.onmessage = async ({ data }) => {
    const { id, base, fieldNames, request } = data;
    latest = id;
    try {
      engine = engine || new search.Engine(base, fieldNames);
      const answer = await engine.search(request, () => latest === id, (partial) => root.postMessage({ id, partial }));
      root.postMessage({ id, answer });
    } catch (error) {
      if (!(error instanceof search.Stopped)) root.postMessage({ id, error: String(error && error.message) });
    }
  };
})(self);
