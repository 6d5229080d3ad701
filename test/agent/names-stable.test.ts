import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { minifySync } from '@swc/core';
import fc from 'fast-check';
import { findFunctions } from '../../agent/dist/names/functions.js';
import { stableNames } from '../../agent/dist/names/stable.js';
import { runAtOnce } from '../../agent/dist/slices.js';

/** The names of the functions in a text, in the order they begin. */
function namesIn(source: string, jsx = false): string[] {
  return runAtOnce(stableNames(runAtOnce(findFunctions(source, jsx))));
}

/** What each function begins with, in the order they begin. */
function beginningsIn(source: string, jsx = false): string[] {
  return runAtOnce(findFunctions(source, jsx)).map(({ start }) => source.slice(start, start + 8));
}

describe('the name of an anonymous function', () => {
  it.each([
    ['items.map((item) => item.id)', 'items.map callback'],
    ['app.get("/users/:id", (req, res) => {})', 'app.get("/users/:id") callback'],
    ['new Promise(function (resolve) {})', 'new Promise callback'],
    ['load().then((rows) => rows)', 'then callback'],
    ['this.store.on("change", () => {})', 'store.on("change") callback'],
    ['handlers = [() => 1]', 'handlers[]'],
    ['(async () => { await main(); })()', '(called)'],
    ['(function () {}).call(this)', '(called)'],
    [`styled.a\`x \${(props) => props.x}\``, 'styled.a callback'],
    ['x = wait(async function* () {})', 'wait callback'],
  ])('%s is %s', (source, name) => {
    expect(namesIn(source)).toEqual([name]);
  });

  it('begins with the functions it is part of, from the nearest that has a name', () => {
    expect(
      namesIn(`
        class Cart {
          total() {
            return this.items.filter((item) => item.live).map((item) => item.parts.reduce((sum, part) => sum + part));
          }
        }
        function listen() {
          app.get('/cart', async () => { await Promise.all(rows.map((row) => row.load())); });
        }`),
    ).toEqual([
      'Cart',
      'total',
      'Cart.total > items.filter callback',
      'Cart.total > map callback',
      'Cart.total > map callback > item.parts.reduce callback',
      'listen',
      'listen > app.get("/cart") callback',
      'listen > app.get("/cart") callback > rows.map callback',
    ]);
  });

  it('counts those that are alike', () => {
    expect(namesIn('a.then(() => 1, () => 2); b(() => a.then(() => 3))')).toEqual([
      'a.then callback',
      'a.then callback #2',
      'b callback',
      'b callback > a.then callback',
    ]);
  });

  it('is not that of a wrapper that is called at once', () => {
    expect(namesIn('(function () { on("x", () => 1); })(); !function () { on("y", () => 1); }()')).toEqual([
      '(called)',
      'on("x") callback',
      '(called) #2',
      'on("y") callback',
    ]);
  });

  it('is that of what it is bound to, as V8 has it', () => {
    expect(
      namesIn(`
        const a = () => 1, b = async (x) => x;
        exports.c = function () {}; Cart.prototype.d = function () {}; this.e = () => 1; f['g'] = () => 1;
        const h = { i: () => 1, 'j k': function () {}, l() {}, get m() { return 1; }, async *n() {}, [o.p]() {} };
        class Q { r = () => 1; static #s = () => 1; static t() {} constructor() {} static { u(); } }
        const v = w ? () => 1 : null, { x = () => 1 } = {};
        function y(z = () => 1) {}
        export default () => 1;`),
    ).toEqual([
      ...['a', 'b', 'exports.c', 'Cart.d', 'e', 'f.g', 'i', 'j k', 'l', 'm', 'n', '[o.p]'],
      ...['Q', 'r', '#s', 't', 'Q', '<static_initializer>', 'v', 'x', 'y', 'z', 'default'],
    ]);
  });
});

/** Pieces of a program with functions of many kinds. `$` is replaced by what each piece contains. */
const PIECES = [
  'app.get("/$N", async (request) => { $ });',
  'const f$N = function () { $ };',
  'function g$N(rows) { return rows.map((row) => { $ return row; }); }',
  'class C$N { m() { $ } n = () => { this.o(() => 1); }; }',
  'if (a / b > c) { on(/[/"]{2}/, () => { $ }); }',
  'label$N: for (const x of y) { x.each(function () { $ }); }',
  `const t$N = \`a \${h(() => { $ })} b\`;`,
  'q$N = r ? (s) => s : { u: [() => { $ }, v(() => 2)] };',
  '(() => { $ })();',
];

/** A program as a tree of pieces. */
const program = fc.letrec<{ body: string[] }>((tie) => ({
  body: fc.array(
    fc
      .tuple(
        fc.nat(PIECES.length - 1),
        fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constant([]), tie('body')),
      )
      .map(([piece, inner]) => (PIECES[piece] as string).replace('$ ', `${inner.join(' ')} `)),
    { maxLength: 4 },
  ),
}));

const statements = program.body.map((all) => {
  let count = 0;
  return all.map((one) => one.replaceAll('$N', () => String(count++)));
});

describe('names', () => {
  it('stay when code is written on one line, or on many', () => {
    fc.assert(
      fc.property(statements, (all) => {
        const source = all.join('\n');
        const { code } = minifySync(source, { compress: false, mangle: false, module: true });
        expect(namesIn(code)).toEqual(namesIn(source));
      }),
      { numRuns: 100 },
    );
  });

  it('stay when lines are shifted', () => {
    fc.assert(
      fc.property(statements, fc.nat(20), (all, lines) => {
        const shifted = all.join(`\n${'// and then\n'.repeat(lines)}/* more */`);
        expect(namesIn(`\n\n${shifted}`)).toEqual(namesIn(all.join('\n')));
      }),
    );
  });

  it('stay when other functions are added, renamed or removed', () => {
    fc.assert(
      fc.property(statements, fc.nat(4), (all, at) => {
        const names = namesIn(all.join('\n'));
        const edited = all.toSpliced(at, 0, 'function added() { rows.map((row) => row.id); other(() => 1); }');
        const added = ['added', 'added > rows.map callback', 'added > other callback'];
        expect(namesIn(edited.join('\n')).filter((name) => !added.includes(name))).toEqual(names);
      }),
    );
  });

  it('of minified code are found where V8 says the functions begin', () => {
    expect(beginningsIn('!function(e){e.x=t=>t+1;class n{a(){return/[/(]/.test(e)}}}(this),async n=>n')).toEqual([
      '(e){e.x=',
      't=>t+1;c',
      'class n{',
      '(){retur',
      'async n=',
    ]);
  });

  it('are found in TypeScript', () => {
    expect(
      namesIn(`
        abstract class Repository<T extends { id: number }> implements Source<T, Key> {
          constructor(private readonly db: Db, readonly clock: () => number = () => Date.now()) { super(); }
          @Get('/x') @Auth({ roles: ['a'] }) async find(@Query() q?: string): Promise<Map<string, { a: T }>> {
            return this.rows.filter((row: Row): row is Good => row.ok!).map(async <K,>(row: K) => row as K);
          }
          protected abstract close(): void;
          private handler = async (request: Request): Promise<void> => { request.on('end', (): void => {}); };
        }
        const handle: Handler<A, B> = async (x): Promise<void> => { x.each<A>(() => 1); };
        function over(a: string): void;
        function over(a: unknown): asserts a is { b: number } { check(() => a); }`).filter((name) => name !== 'close'),
    ).toEqual([
      'Repository',
      'Repository',
      'clock',
      'find',
      'Repository.find > rows.filter callback',
      'Repository.find > map callback',
      'handler',
      'Repository.handler > request.on("end") callback',
      'handle',
      'handle > x.each callback',
      'over',
      'over',
      'over > check callback',
    ]);
  });

  it('are found in JSX', () => {
    expect(
      namesIn(
        `export function List({ items }) {
          return <ul title="it's" onClick={() => pick(1)}>Don't {items.map((item) => <li key={item}>a {'}'} / b</li>)} <></></ul>;
        }
        const later = (x) => x < 3;`,
        true,
      ),
    ).toEqual(['List', 'onClick', 'List > items.map callback', 'later']);
  });
});

describe('source text', () => {
  const folder = join(process.cwd(), 'agent/dist');
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

  it('that is broken is read to its end', () => {
    const broken = fc
      .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(200), fc.string({ unit: 'grapheme' }))
      .map(([text, at, length, put]) => {
        const cut = at % text.length;
        return text.slice(0, cut) + put + text.slice(cut + length);
      });
    const noise = fc
      .array(fc.constantFrom(...'(){}[]<>=>:;,.?/\\`"\'${*@#!\n a=>'), { maxLength: 300 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(broken, noise, fc.string({ unit: 'binary' })), fc.boolean(), (text, jsx) => {
        expect(Array.isArray(namesIn(text, jsx))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
