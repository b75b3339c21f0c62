// Copies the few browser files that the pages use out of node_modules into static/vendor (and axe-core into
// tests/vendor), and writes their versions and sha384 digests to static/vendor/manifest.json.
// The results are committed, so the application needs no Node. Run it by `make vendor`.
// A source map comment is cut off: the map is not shipped and the browser would ask for it in vain.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

// [package, file in the package, file in this repository]
const files = [
  ['bootstrap', 'dist/css/bootstrap.min.css', 'static/vendor/bootstrap/bootstrap.min.css'],
  ['bootstrap', 'dist/js/bootstrap.bundle.min.js', 'static/vendor/bootstrap/bootstrap.bundle.min.js'],
  ['bootstrap', 'LICENSE', 'static/vendor/bootstrap/LICENSE'],
  ['@popperjs/core', 'LICENSE.md', 'static/vendor/bootstrap/LICENSE-popper'], // inside the bundle
  ['idb', 'build/index.js', 'static/vendor/idb/index.js'],
  ['idb', 'LICENSE', 'static/vendor/idb/LICENSE'],
  ['axe-core', 'axe.min.js', 'tests/vendor/axe.min.js'],
  ['axe-core', 'LICENSE', 'tests/vendor/axe-core-LICENSE'],
];

const withoutSourceMap = (text) =>
  text.replace(/\n?\/\*# sourceMappingURL=[^*]*\*\/\s*$/, '\n').replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, '\n');

const manifest = {};
await rm(join(root, 'static/vendor'), { recursive: true, force: true });
for (const [name, from, to] of files) {
  const home = join(root, 'node_modules', name);
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  const content = withoutSourceMap(await readFile(join(home, from), 'utf8'));
  await mkdir(dirname(join(root, to)), { recursive: true });
  await writeFile(join(root, to), content);
  const digest = createHash('sha384').update(content).digest('base64');
  manifest[to] = { package: name, version, integrity: `sha384-${digest}` };
}
await writeFile(join(root, 'static/vendor/manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`${files.length} files, see static/vendor/manifest.json`);
