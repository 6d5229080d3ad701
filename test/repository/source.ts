import { parseSync } from '@swc/core';

/** A node of swc's syntax tree: `type` says which, the rest depends on it. */
export type SyntaxNode = { readonly type: string } & Readonly<Record<string, unknown>>;

/** All nodes of a TypeScript source, parents before children. Rejects what does not parse, naming the file. */
export function syntaxNodes(file: string, source: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const pending: unknown[] = [parse(file, source)];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (isNode(next)) found.push(next);
    pending.push(...Object.values(next).reverse());
  }
  return found;
}

/** The modules a source names: imports, re-exports, `import()`, `require()`, types, and worker URLs. */
export function importsOf(file: string, source: string): string[] {
  return syntaxNodes(file, source).flatMap((node) => specifierOf(node) ?? []);
}

function parse(file: string, source: string): unknown {
  try {
    return parseSync(source, { syntax: 'typescript', tsx: file.endsWith('x'), target: 'es2022' });
  } catch (error) {
    throw new Error(`${file} does not parse: ${(error as Error).message}`);
  }
}

function specifierOf(node: SyntaxNode): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return stringOf(node.source);
    case 'TsExternalModuleReference':
      return stringOf(node.expression);
    case 'TsImportType':
      return stringOf(node.argument);
    case 'CallExpression':
      return isImportOrRequire(node.callee) ? stringOf(argument(node, 0)) : null;
    case 'NewExpression':
      return isUrlBesideModule(node) ? stringOf(argument(node, 0)) : null;
    default:
      return null;
  }
}

function isImportOrRequire(callee: unknown): boolean {
  return isNode(callee) && (callee.type === 'Import' || callee.value === 'require');
}

/** `new URL('./worker.js', import.meta.url)`: how a thread's entry is named. */
function isUrlBesideModule(node: SyntaxNode): boolean {
  const base = argument(node, 1);
  return isNode(node.callee) && node.callee.value === 'URL' && isNode(base) && base.type === 'MemberExpression';
}

function argument(node: SyntaxNode, index: number): unknown {
  const list = node.arguments as readonly { expression: unknown }[] | null | undefined;
  return list?.[index]?.expression;
}

function stringOf(node: unknown): string | null {
  return isNode(node) && node.type === 'StringLiteral' ? String(node.value) : null;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}
