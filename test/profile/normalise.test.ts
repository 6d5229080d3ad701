import { describe, expect, it } from '@jest/globals';
import { joinPath, normaliseName, normalisePath } from '@perf/profile';
import fc from 'fast-check';

function path(text: string, root?: string): string {
  const { package: pkg, file } = normalisePath(text, root);
  return pkg === '' ? file : `${pkg} | ${file}`;
}

describe('names', () => {
  it.each([
    ['(anonymous:L#30:C#18)', '(anonymous)', 30, 18],
    ['(anonymous:L#30)', '(anonymous)', 30, 0],
    ['', '(anonymous)', 0, 0],
    ['(anonymous)', '(anonymous)', 0, 0],
    ['(anonymous:x)', '(anonymous:x)', 0, 0],
    ['Layer.handle', 'Layer.handle', 0, 0],
    ['net/http.(*conn).serve', 'net/http.(*conn).serve', 0, 0],
    ['get size', 'get size', 0, 0],
  ])('%j is %j at %i:%i', (name, normal, startLine, column) => {
    expect(normaliseName(name)).toEqual({ name: normal, startLine, column });
  });
});

describe('paths of the application', () => {
  it.each([
    ['/srv/app/src/a.js', 'src/a.js'],
    ['./main.go', 'main.go'],
    ['file:///srv/app/src/a.js', 'src/a.js'],
    ['file:///srv/app/my%20code/a.js', 'my code/a.js'],
    ['file:///srv/app/100%.js', '100%.js'],
    ['/srv/app/src/a.js?v=1.2', 'src/a.js'],
    ['/srv/application/a.js', '/srv/application/a.js'],
    ['webpack://shop/./src/a.js', 'src/a.js'],
    ['webpack:///./src/a.js?f00d', 'src/a.js'],
    ['webpack-internal:///./src/a.js', 'src/a.js'],
    ['/srv/app/dist/main.8f3a1c2e.js', 'dist/main.js'],
    ['/srv/app/dist/chunk-8f3a1c2e.mjs', 'dist/chunk.mjs'],
    ['/srv/app/dist/main.8f3a1c2e90ab.chunk.js', 'dist/main.chunk.js'],
    ['/srv/app/dist/main.defaced.js', 'dist/main.defaced.js'],
    ['/srv/app/dist/main.8f3a.js', 'dist/main.8f3a.js'],
    ['/usr/lib/go/src/runtime/proc.go', '/usr/lib/go/src/runtime/proc.go'],
    ['', ''],
    ['evalmachine.<anonymous>', 'evalmachine.<anonymous>'],
  ])('%s is %s', (from, to) => {
    expect(path(from, '/srv/app')).toBe(to);
  });

  it('are the same on Windows', () => {
    expect(path('C:\\srv\\app\\src\\a.js', 'C:\\srv\\app')).toBe('src/a.js');
    expect(path('file:///c:/srv/app/src/a.js', 'C:\\srv\\app\\')).toBe('src/a.js');
    expect(path('C:\\srv\\app\\node_modules\\@x\\y\\lib\\a.js')).toBe('@x/y | lib/a.js');
    expect(path('\\\\host\\share\\node_modules\\x\\a.js')).toBe('x | a.js');
  });

  it('keep their folders where the root is unknown', () => {
    expect(path('/srv/app/src/a.js')).toBe('/srv/app/src/a.js');
  });

  it('take a root with a slash at its end, or as a URL', () => {
    expect(path('/srv/app/a.js', '/srv/app/')).toBe('a.js');
    expect(path('/srv/app/a.js', 'file:///srv/app')).toBe('a.js');
  });
});

describe('paths of packages', () => {
  it.each([
    ['/srv/app/node_modules/x/lib/a.js', 'x | lib/a.js'],
    ['/srv/app/node_modules/@scope/x/a.js', '@scope/x | a.js'],
    ['/srv/app/node_modules/x/node_modules/y/a.js', 'y | a.js'],
    ['/srv/app/node_modules/.pnpm/x@1.2.3/node_modules/x/lib/a.js', 'x | lib/a.js'],
    ['/srv/app/node_modules/.pnpm/@s+x@1.2.3_y@2/node_modules/@s/x/a.js', '@s/x | a.js'],
    ['webpack://shop/./node_modules/x/a.js', 'x | a.js'],
    ['node_modules/x/a.js', 'x | a.js'],
    ['node_modules/x', 'x | '],
    ['my_node_modules/x/a.js', 'my_node_modules/x/a.js'],
    ['node:fs', 'node: | fs'],
    ['node:internal/modules/cjs/loader', 'node: | internal/modules/cjs/loader'],
  ])('%s is %s', (from, to) => {
    expect(path(from)).toBe(to);
  });
});

describe('normalised paths', () => {
  const segment = fc.constantFrom(
    'src',
    'a.js',
    'node_modules',
    '@s',
    'x',
    'node:',
    'C:',
    '..',
    'a.8f3a1c2e.js',
    '.pnpm',
  );

  it('stay as they are when they are joined and normalised again', () => {
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('', '/', 'file:///'),
        (parts, start) => {
          const once = normalisePath(start + parts.join('/'));
          expect(normalisePath(joinPath(once))).toEqual(once);
        },
      ),
    );
  });
});
