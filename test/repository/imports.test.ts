import { describe, expect, it } from '@jest/globals';
import { textOf, typeScriptFiles } from './files.js';
import { type Import, STORE_WIRING, violations } from './rules.js';
import { importsOf } from './source.js';

const PACKAGES = ['proto', 'profile', 'agent', 'server', 'viewer', 'cli'];

/** The imports of a drawn source. */
function drawn(file: string, source: string): Import[] {
  return importsOf(file, source).map((specifier) => ({ file, specifier }));
}

function repositoryImports(name: string): Import[] {
  return typeScriptFiles(name).flatMap((file) => drawn(file, textOf(file)));
}

/** Packages a file names that its package.json does not. */
function undeclared(name: string): string[] {
  const manifest = JSON.parse(textOf(`${name}/package.json`)) as Record<string, Record<string, string> | undefined>;
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  return repositoryImports(name)
    .filter(({ specifier }) => !/^(\.|node:)/.test(specifier))
    .filter(({ specifier }) => !declared.some((known) => specifier === known || specifier.startsWith(`${known}/`)))
    .map(({ file, specifier }) => `${file} imports ${specifier}`);
}

describe('the import table', () => {
  it.each(PACKAGES)('holds in %s', (name) => {
    const imports = repositoryImports(name);
    expect(imports).not.toEqual([]);
    expect(violations(imports)).toEqual([]);
  });

  it.each(PACKAGES)('%s names only packages that its package.json declares', (name) => {
    expect(undeclared(name)).toEqual([]);
  });
});

describe('the reader of imports', () => {
  it('sees every way to name a module', () => {
    const source = `
      import a from 'a';
      import type { B } from 'b';
      import 'c';
      export { d } from 'd';
      export * from 'e';
      const f = await import('f');
      const g = require('g');
      import h = require('h');
      type I = import('i').I;
      const j = new Worker(new URL('./j.js', import.meta.url));
    `;
    expect(importsOf('x.ts', source)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', './j.js']);
  });

  it('sees none in strings and comments', () => {
    const source = '// import "a";\nconst text = `import "b"`;\nconst url = new URL("/c", "http://127.0.0.1");';
    expect(importsOf('x.ts', source)).toEqual([]);
  });

  it('names the file that does not parse', () => {
    expect(() => importsOf('server/src/x.ts', 'import {')).toThrow(/server\/src\/x\.ts does not parse/);
  });
});

describe('the checker', () => {
  it.each([
    ['proto/src/pprof.ts', "import '@perf/profile'", 'proto may import none of our packages'],
    ['profile/src/top.ts', "import '@perf/server/x.js'", 'profile may import proto'],
    ['profile/src/top.ts', "import '@perf/profile'", 'profile may import proto'],
    ['agent/src/cpu.ts', "import '@perf/profile'", 'agent may import none of our packages'],
    ['server/src/ingest.ts', "import '@perf/agent'", 'server may import profile and proto'],
    ['server/src/main.ts', "import '@perf/cli/main.js'", 'server may import profile and proto'],
    ['viewer/src/api.ts', "import '@perf/server/x.js'", 'viewer may import profile and proto'],
    ['cli/src/api.ts', "import '@perf/server/x.js'", 'cli may import profile and proto'],
    ['cli/src/commands/record.ts', "import '@perf/agent'", 'cli may import profile and proto'],
    ['cli/src/api.ts', "import '../../profile/src/top.js'", 'a relative path must not leave its package'],
    [
      'server/src/query.ts',
      "import './store/sqlite/store.js'",
      `only ${STORE_WIRING.join(', ')} may name the SQLite store`,
    ],
    ['server/src/store/store.ts', "import '../query.js'", 'it points upwards'],
    ['server/src/ingest.ts', "import './http/app.js'", 'it points upwards'],
    ['server/src/query/top.ts', "import '../http/app.js'", 'it points upwards'],
    ['server/src/selector.ts', "import './store/store.js'", 'it points upwards'],
    ['server/src/limits.ts', "import './main.js'", 'it points upwards'],
    ['server/src/http/app.ts', "import '../commands/run.js'", 'it points upwards'],
    [
      'server/src/commands/output.ts',
      "import '../store/sqlite/check.js'",
      `only ${STORE_WIRING.join(', ')} may name the SQLite store`,
    ],
    ['server/src/query.ts', "import './attic/x.js'", 'it stands on no floor of the server: list its folder'],
    ['profile/src/top.ts', "import './index.js'", 'no file imports the entry of a folder it is in'],
    ['profile/src/formats/folded.ts', "import '../index.js'", 'no file imports the entry of a folder it is in'],
    ['viewer/src/main.tsx', "import 'd3-flame-graph'", 'only viewer/src/parts/flame may name d3-flame-graph'],
    ['proto/src/check.ts', "import 'node:zlib'", 'proto and profile run without Node'],
    ['profile/src/top.ts', "import { readFileSync } from 'fs'", 'proto and profile run without Node'],
  ])('in %s refuses %s', (file, source, reason) => {
    const [found] = drawn(file, source);
    expect(violations(drawn(file, source))).toEqual([`${file} imports ${found?.specifier}: ${reason}`]);
  });

  it.each([
    ['profile/src/top.ts', "import '@perf/proto'"],
    ['server/src/main.ts', "import '@perf/agent'; import './store/sqlite/store.js'"],
    ['cli/src/record/preload.cts', "import '@perf/agent/api'"],
    ['server/src/http/query.ts', "import '../query.js'; import '../errors.js'; import './app.js'"],
    ['server/src/store/sqlite/store.ts', "import './codec.js'; import '../../selector.js'"],
    ['viewer/src/parts/flame.tsx', "import { flamegraph } from 'd3-flame-graph'"],
    ['proto/src/gunzip.ts', "import { gunzipSync } from 'node:zlib'"],
    ['proto/src/pprof.ts', "import './generated/profile.js'"],
  ])('in %s allows %s', (file, source) => {
    expect(violations(drawn(file, source))).toEqual([]);
  });
});
