// node compress.mjs FROM TO: compresses each file below FROM into TO/br and TO/gzip, if that saves enough.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

// A file that hardly shrinks, like a picture, is not worth unpacking.
const WORTH_IT = 0.9;
// How brotli may write distances: the bits of a postfix, and the codes for the shortest ones. Which of them makes a
// file the smallest can only be tried. The first is brotli's own choice, and has to do for a large file.
const DISTANCES = [[0, 0], [0, 2], [0, 8], [1, 12], [2, 0], [2, 8], [3, 12]];
const LARGE = 256 * 1024;
// Settings of Cloudflare, which nobody is served.
const NOT_SERVED = ["_headers", "_redirects"];

const [from, to] = process.argv.slice(2);
const brotli = (plain, [postfix, direct]) => promisify(brotliCompress)(plain, {
  params: {
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    [constants.BROTLI_PARAM_NPOSTFIX]: postfix,
    [constants.BROTLI_PARAM_NDIRECT]: direct << postfix,
  },
});
const encodings = {
  br: async (plain) => {
    const ways = plain.length > LARGE ? DISTANCES.slice(0, 1) : DISTANCES;
    const all = await Promise.all(ways.map((way) => brotli(plain, way)));
    return all.reduce((least, one) => (one.length < least.length ? one : least));
  },
  gzip: (plain) => promisify(gzip)(plain, { level: 9 }),
};

async function compress(file, encoding) {
  const plain = await readFile(file);
  const compressed = await encodings[encoding](plain);
  if (compressed.length > plain.length * WORTH_IT) return;
  const path = join(to, encoding, relative(from, file));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, compressed);
}

const entries = await readdir(from, { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile() && !NOT_SERVED.includes(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));
await Promise.all(files.flatMap((file) => Object.keys(encodings).map((encoding) => compress(file, encoding))));
