// The gallery: static pages that `ambergate gallery --out DIR` writes, one for each sample of each page, served here
// by the smallest server that can.

import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, relative, sep } from "node:path";

const types = {
  ".atom": "application/atom+xml; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/**
 * The names of all pages below a folder, sorted, without `.html`, with `/` between folders.
 * @param {string} folder
 * @returns {string[]}
 */
export function pages(folder) {
  if (!existsSync(folder)) {
    throw new Error(`There is no gallery in ${folder}. Write it with: ambergate gallery --out ${folder}`);
  }
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".html"))
    .map((name) => name.slice(0, -".html".length).split(sep).join("/"))
    .sort();
  if (names.length === 0) {
    throw new Error(`The gallery in ${folder} has no pages.`);
  }
  return names;
}

/**
 * Serves a folder on a free port of this machine.
 * @param {string} folder
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function serve(folder) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join(folder, normalize(path));
    if (relative(folder, file).startsWith("..") || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not here\n");
      return;
    }
    const type = types[/** @type {keyof typeof types} */ (extname(file))] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type });
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("the gallery server has no port");
  }
  return {
    origin: `http://localhost:${address.port}`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
