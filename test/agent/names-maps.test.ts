import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createNames, type Names, type Place } from '../../agent/dist/names.js';
import { Project } from './project.js';

/** Generated: two functions on one line. Source: the same, from line 10 on. The comment names the map. */
const SCRIPT = 'function a(){b(()=>1)}';
const SOURCE = `${'\n'.repeat(9)}function add() {\n  sum(() => 1);\n}\n`;

/** `function` and `a` are from line 10, `b` and `()=>1` from line 11. */
const MAPPINGS = 'AASA,SAASA,IACPC,EAAI';

describe('a source map', () => {
  let project: Project;
  let names: Names;
  beforeEach(() => {
    project = new Project({});
    names = createNames({ sourceMaps: true, mostBytes: 10_000 });
  });
  afterEach(() => project.remove());

  function script(text: string): void {
    project.write('dist/x.js', text);
  }

  function place(name: string, line: number, column: number): Place {
    return { name, file: `${project.folder}/dist/x.js`, line, column };
  }

  /** Where these are in their source: `name file:line:column`. */
  async function found(...places: Place[]): Promise<string[]> {
    for (const one of places) names.of(one);
    await names.prepare(new Map());
    return places.map((one) => {
      const { name, file, line, column } = names.of(one);
      return `${name} ${file.replace(`${project.folder}/`, '')}:${line}:${column}`;
    });
  }

  const A = () => place('a', 1, 11);
  const CALLBACK = () => place('', 1, 16);
  const AS_IT_RAN = ['a dist/x.js:1:11', 'a > b callback dist/x.js:1:16'];
  const IN_SOURCE = ['add src/x.ts:10:13', 'add > sum callback src/x.ts:11:7'];

  const MAP = { version: 3, sources: ['../src/x.ts'], names: ['add', 'sum'], mappings: MAPPINGS };

  it('leads to the source it carries', async () => {
    script(`${SCRIPT}\n//# sourceMappingURL=x.js.map\n`);
    project.write('dist/x.js.map', JSON.stringify({ ...MAP, sourcesContent: [SOURCE] }));
    expect(await found(A(), CALLBACK())).toEqual(IN_SOURCE);
  });

  it('leads to the source on disk, by way of its root', async () => {
    script(`${SCRIPT}\n/*# sourceMappingURL=maps/x.js.map?v=1 */`);
    project.write('dist/maps/x.js.map', JSON.stringify({ sourceRoot: '../../src/', ...MAP, sources: ['./x.ts'] }));
    project.write('src/x.ts', SOURCE);
    expect(await found(A(), CALLBACK())).toEqual(IN_SOURCE);
  });

  it('tells names and lines where the source is nowhere', async () => {
    script(`${SCRIPT}\n//# sourceMappingURL=x.js.map`);
    project.write('dist/x.js.map', JSON.stringify(MAP));
    expect(await found(A(), CALLBACK())).toEqual(['add src/x.ts:10:10', 'a > b callback src/x.ts:11:7']);
  });

  it('may be a data URL, encoded or not', async () => {
    const text = encodeURIComponent(JSON.stringify({ ...MAP, sourcesContent: [SOURCE] }));
    script(`${SCRIPT}\n//# sourceMappingURL=data:application/json;charset=utf-8,${text}`);
    expect(await found(A(), CALLBACK())).toEqual(IN_SOURCE);
  });

  it('may be long, on the last line', async () => {
    names = createNames({ sourceMaps: true });
    const text = JSON.stringify({ ...MAP, sourcesContent: [SOURCE + '// '.repeat(20_000)] });
    script(`${SCRIPT}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(text).toString('base64')}`);
    expect(await found(A(), CALLBACK())).toEqual(IN_SOURCE);
  });

  it('may be made of sections', async () => {
    const lines = '\n'.repeat(3);
    script(`first(()=>1);${lines}     ${SCRIPT}\n//# sourceMappingURL=x.js.map`);
    const map = { ...MAP, sourcesContent: [SOURCE] };
    const sections = [
      { offset: { line: 0, column: 0 }, map: { version: 3, sources: ['first.ts'], names: [], mappings: '' } },
      { offset: { line: 3, column: 5 }, map },
    ];
    project.write('dist/x.js.map', JSON.stringify({ version: 3, sections }));
    expect(await found(place('', 1, 7), place('a', 4, 16), place('', 4, 21))).toEqual([
      'first callback dist/x.js:1:7',
      ...IN_SOURCE,
    ]);
  });

  it('keeps the URLs of bundlers', async () => {
    script(`${SCRIPT}\n//# sourceMappingURL=x.js.map`);
    const map = { ...MAP, sources: ['webpack://shop/./src/x.ts?1a2b'], sourcesContent: [SOURCE] };
    project.write('dist/x.js.map', JSON.stringify(map));
    expect(await found(A())).toEqual(['add webpack://shop/./src/x.ts?1a2b:10:13']);
  });

  it('gives the code of a module to its source, if there is one', async () => {
    script(`${SCRIPT}\n//# sourceMappingURL=x.js.map`);
    project.write('dist/x.js.map', JSON.stringify(MAP));
    expect(await found(place('', 1, 1))).toEqual(['(module) src/x.ts:1:1']);
  });

  it.each<[string, string, string]>([
    ['that is not there', 'x.js.map', ''],
    ['that is cut off', 'y.map', JSON.stringify({ ...MAP, sourcesContent: [SOURCE] }).slice(0, 50)],
    ['that is no map', 'y.map', '[1, 2, {"mappings": 3}]'],
    ['that is no JSON', 'y.map', 'hello'],
    ['with mappings of nonsense', 'y.map', JSON.stringify({ ...MAP, mappings: '%%;!!,~~;////////////,,,g' })],
    ['with sources of nonsense', 'y.map', JSON.stringify({ ...MAP, sources: [null] })],
    ['that is too long', 'y.map', JSON.stringify({ ...MAP, sourcesContent: [SOURCE + ' '.repeat(20_000)] })],
    ['elsewhere', 'https://example.com/x.js.map', ''],
    ['that is the script itself', 'x.js', ''],
    ['of no known encoding', 'data:application/json;base64,%%%', ''],
  ])('%s is none', async (_, url, text) => {
    script(`${SCRIPT}\n//# sourceMappingURL=${url}\n`);
    if (text !== '') project.write('dist/y.map', text);
    expect(await found(A(), CALLBACK())).toEqual(AS_IT_RAN);
  });

  it('is not read where that is turned off', async () => {
    names = createNames({ sourceMaps: false });
    script(`${SCRIPT}\n//# sourceMappingURL=x.js.map\n`);
    project.write('dist/x.js.map', JSON.stringify({ ...MAP, sourcesContent: [SOURCE] }));
    expect(await found(A(), CALLBACK())).toEqual(AS_IT_RAN);
  });
});

describe('names', () => {
  const places = (file: string): Place[] => [
    { name: '', file, line: 3, column: 4 },
    { name: 'named', file, line: 5, column: 6 },
    { name: '', file, line: 0, column: 0 },
  ];

  it.each([
    ...['', 'node:fs', 'evalmachine.<anonymous>', '[eval]', 'REPL1', 'wasm://wasm/0a1b2c', 'relative.js'],
    ...[
      '/gone/x.js',
      'file:///gone/x.mjs',
      'file://host/share/x.js',
      'file:///%ff%00.js',
      'C:\\gone\\x.js',
      '\\\\gone\\x.js',
    ],
    ...['/', '/dev/null', 'data:text/javascript,1', 'https://example.com/x.js'],
  ])('of %j are V8’s', async (file) => {
    const names = createNames({ sourceMaps: true });
    const before = places(file).map((place) => names.of(place));
    await names.prepare(new Map());
    expect(before).toEqual(places(file));
    expect(places(file).map((place) => names.of(place))).toEqual(places(file));
  });

  it('do not say how a function is called', () => {
    const names = createNames({ sourceMaps: true });
    const name = (raw: string) => names.of({ name: raw, file: '', line: 1, column: 1 }).name;
    expect(['get size', 'async get', 'bound async load', 'get', 'getter', 'set size'].map(name)).toEqual([
      'size',
      'get',
      'load',
      'get',
      'getter',
      'set size',
    ]);
  });

  it('are known once they were prepared', async () => {
    const project = new Project({ 'x.js': '\napp.get("/x", () => 1);\n' });
    const names = createNames({ sourceMaps: true });
    const place: Place = { name: '', file: `${project.folder}/x.js`, line: 2, column: 15 };
    expect(await names.prepare(new Map())).toBe(false);
    expect(names.of(place).name).toBe('');
    expect(await names.prepare(new Map([[place.file, 1]]))).toBe(true);
    expect(names.of(place)).toEqual({ ...place, name: 'app.get("/x") callback' });
    project.remove();
    expect(await names.prepare(new Map())).toBe(false);
    expect(names.of(place).name).toBe('app.get("/x") callback');
  });

  it('of many files are found out little by little', async () => {
    const long = 'rows.map((row) => row.id);\n'.repeat(3000);
    const files = Array.from({ length: 40 }, (_, index) => `${index}.js`);
    const project = new Project(Object.fromEntries(files.map((file) => [file, long])));
    const names = createNames({ sourceMaps: true });
    const asked = files.map((file) => ({ name: '', file: `${project.folder}/${file}`, line: 2, column: 10 }));
    const found = () => asked.filter((place) => names.of(place).name === 'rows.map callback #2');
    for (let before = found().length; before < asked.length; ) {
      await names.prepare(new Map());
      const now = found().length;
      expect(now).toBeGreaterThan(before);
      before = now;
    }
    project.remove();
  });
});
