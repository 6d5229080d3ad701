import { describe, expect, it } from '@jest/globals';
import { textOf, typeScriptFiles } from './files.js';
import { type SyntaxNode, syntaxNodes } from './source.js';

const SUITES = ['describe', 'it', 'test'];
const SWITCHES = ['skip', 'only', 'todo', 'failing'];
const ALIASES = ['x', 'f'].flatMap((letter) => SUITES.map((name) => letter + name));

/** The switches in a test's source that keep it, or the tests beside it, from running. */
function switchedOff(file: string, source: string): string[] {
  return syntaxNodes(file, source).flatMap((node) => {
    if (node.type === 'MemberExpression') {
      const [suite, name] = [identifier(node.object), identifier(node.property)];
      return SUITES.includes(suite) && SWITCHES.includes(name) ? [`${file}: ${suite}.${name}`] : [];
    }
    const called = node.type === 'CallExpression' ? identifier(node.callee) : '';
    return ALIASES.includes(called) ? [`${file}: ${called}`] : [];
  });
}

function identifier(node: unknown): string {
  const { type, value } = node as SyntaxNode;
  return type === 'Identifier' ? String(value) : '';
}

describe('the tests', () => {
  it('all run: none is skipped, none is singled out', () => {
    const found = typeScriptFiles('test').flatMap((file) => switchedOff(file, textOf(file)));
    expect(found).toEqual([]);
  });

  it.each(['it.skip("a", f)', 'describe.only("a", f)', 'test.only.each([1])("a", f)', 'it.todo("a")', 'xit("a", f)'])(
    'would not run with %s',
    (source) => {
      expect(switchedOff('x.test.ts', source)).toHaveLength(1);
    },
  );
});

describe('the lockfile', () => {
  const lockfile = textOf('package-lock.json');
  const { packages } = JSON.parse(lockfile) as { packages: Record<string, { resolved?: string; link?: boolean }> };

  it('names no address of a package, so that any registry will do', () => {
    const resolved = Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined && !entry.link);
    expect(resolved).toEqual([]);
  });

  it('names no registry', () => {
    expect(lockfile).not.toMatch(/https?:\/\/[^/"]*registry/);
    expect(textOf('.npmrc')).not.toMatch(/^\s*(@[^:]+:)?registry\s*=/m);
  });
});
