// Reads what plugins/search/{bits,shards,lookups,columns}.py write.
(function (root) {
  "use strict";
  const search = (root.GongkaiSearch = root.GongkaiSearch || {});
  const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
  const DIGITS = new Uint8Array(128);
  for (let place = 0; place < 85; place++) DIGITS[LETTERS.charCodeAt(place)] = place;
  const SPARE = 8, COUNT_ORDER = 4, WEIGHT_ORDER = 9, GAP_ORDER = 1, FIRST = 0x3400;

  function unarmoured(text) {
    const size = Math.floor((text.length * 4) / 5);
    const bytes = new Uint8Array(Math.ceil(text.length / 5) * 4);
    for (let at = 0, out = 0; at < text.length; at += 5, out += 4) {
      let word = 0;
      for (let place = at; place < at + 5; place++) word = word * 85 + (place < text.length ? DIGITS[text.charCodeAt(place)] : 84);
      bytes[out] = word >>> 24;
      bytes[out + 1] = word >>> 16;
      bytes[out + 2] = word >>> 8;
      bytes[out + 3] = word;
    }
    return bytes.subarray(0, size);
  }

  async function inflated(text) {
    // no Blob: the browser keeps those in another process, and asking it takes longer than the rest
    const { readable, writable } = new DecompressionStream("deflate-raw");
    const writer = writable.getWriter();
    for (const done of [writer.write(unarmoured(text)), writer.close()]) done.catch(() => {}); // whoever reads is told
    return new Uint8Array(await new Response(readable).arrayBuffer());
  }

  async function inflatedJson(text) {
    return JSON.parse(new TextDecoder().decode(await inflated(text)));
  }

  class Reader {
    constructor(bytes) {
      this.bytes = bytes;
      this.at = 0;
    }

    window() {
      const b = this.bytes, i = this.at >>> 3, shift = this.at & 7;
      const high = (b[i] << 24) | (b[i + 1] << 16) | (b[i + 2] << 8) | b[i + 3];
      return shift ? (high << shift) | (b[i + 4] >>> (8 - shift)) : high;
    }

    bits(count) {
      if (count === 0) return 0;
      if (count > 32) return this.bits(count - 32) * 4294967296 + this.bits(32);
      const value = this.window() >>> (32 - count);
      this.at += count;
      if (this.at > this.bytes.length * 8) throw new Error("damaged shard");
      return value;
    }

    golomb(order) {
      let zeros = 0, leading;
      while ((leading = Math.clz32(this.window())) === 32) {
        zeros += 32;
        this.at += 32;
        if (this.at > this.bytes.length * 8) throw new Error("damaged shard");
      }
      zeros += leading;
      this.at += leading;
      return this.bits(zeros + order + 1) - 2 ** order;
    }
  }

  // a table for canonical Huffman codes: by the next `width` bits, the symbol and how many bits it took
  function huffman(lengths) {
    const width = Math.max(...lengths);
    const symbols = new Uint16Array(1 << width), sizes = new Uint8Array(1 << width);
    let at = 0;
    for (let length = 1; length <= width; length++) {
      lengths.forEach((own, symbol) => {
        if (own !== length) return;
        const next = at + (1 << (width - length));
        symbols.fill(symbol, at, next);
        sizes.fill(length, at, next);
        at = next;
      });
    }
    return { width, symbols, sizes };
  }

  // all lists of a shard (null: a heavy term's own file): {key, check, field, holders, documents, symbols}
  function decoded(bytes, form, shard) {
    const reader = new Reader(bytes);
    const exact = form.symbol_lengths === null;
    const table = !exact && form.symbol_lengths.length ? form.table || (form.table = huffman(form.symbol_lengths)) : null;
    const symbol = () => {
      if (exact) return reader.golomb(WEIGHT_ORDER);
      if (!table) return 0;
      const next = reader.window() >>> (32 - table.width);
      reader.at += table.sizes[next];
      return table.symbols[next];
    };
    let key = shard === null ? 0 : Math.ceil((shard * 4294967296) / form.shards);
    const lists = [];
    for (let left = reader.golomb(COUNT_ORDER); left > 0; left--) {
      key += reader.golomb(form.key_order);
      const check = reader.bits(form.check_bits);
      const field = reader.bits(form.field_bits);
      const size = reader.golomb(0) + 1;
      const holders = size + reader.golomb(form.extra_order);
      const order = reader.bits(4);
      const documents = new Uint32Array(size), symbols = new Uint32Array(size);
      let document = reader.bits(form.document_bits);
      documents[0] = document;
      symbols[0] = symbol();
      for (let place = 1; place < size; place++) {
        document += reader.golomb(order) + 1;
        documents[place] = document;
        symbols[place] = symbol();
      }
      lists.push({ key, check, field, holders, documents, symbols });
    }
    if (reader.at > bytes.length * 8) throw new Error("damaged shard");
    return lists;
  }

  function gaps(reader, count, each) {
    let code = FIRST - 1;
    for (let place = 0; place < count; place++) {
      code += reader.golomb(GAP_ORDER) + 1;
      each(String.fromCharCode(code), place);
    }
  }

  // the files of heavy terms, by the first bits of their keys; 1 of 256 others is taken for one
  function heavyFiles([count, rest, text]) {
    const reader = new Reader(unarmoured(text)), files = new Map();
    for (let start = 0, place = 0; place < count; place++) {
      start += reader.golomb(SPARE - 1);
      if (files.has(start)) files.get(start).push(place);
      else files.set(start, [place]);
    }
    return { rest, files };
  }

  function foldSources([count, text]) {
    const chars = [];
    gaps(new Reader(unarmoured(text)), count, (char) => chars.push(char));
    return chars;
  }

  function sounds([count, width, text, names]) {
    const table = new Map(), syllables = names.split(" ");
    const reader = new Reader(unarmoured(text));
    gaps(reader, count, (char) => table.set(char, syllables[reader.bits(width)]));
    return table;
  }

  Object.assign(search, { unarmoured, inflated, inflatedJson, Reader, decoded, heavyFiles, foldSources, sounds });
})(self);
