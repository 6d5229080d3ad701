import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { joinPath, type TopReport, type TopRow } from '@perf/profile';
import { decodePprof } from '@perf/proto';
import { expectGolden, goldenFile } from '../notation/golden.js';
import { minute, NOON } from './drawn.js';
import { RunningServer } from './running.js';

/**
 * What `go tool pprof -top` prints about a profile: a line `self total function file` for each function, sorted.
 * Runs with UPDATE_GOLDEN=1 alone, and needs Go then; otherwise the golden files stand for it.
 */
function printedByGo(profile: Buffer, unit: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-go-'));
  const file = join(folder, 'export.pb.gz');
  writeFileSync(file, profile);
  const everything = ['-nodefraction=0', '-edgefraction=0', '-nodecount=1000000', '-symbolize=none', `-unit=${unit}`];
  const text = execFileSync('go', ['tool', 'pprof', '-top', '-filefunctions', ...everything, file], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  return linesOf(
    text.split('\n').flatMap((line) => {
      const [, self, total, name] =
        /^\s*(\d+)\S*\s+\S+%\s+\S+%\s+(\d+)\S*\s+\S+%\s+(.*?)(?: \(inline\))?$/.exec(line) ?? [];
      return name === undefined ? [] : [`${self} ${total} ${name}`];
    }),
  );
}

/** The same by `/api/v1/top`. */
function printedByTop(functions: readonly TopRow[]): string {
  return linesOf(
    functions.map(({ name, file, package: from, line, self, total }) => {
      const shown = name === '(anonymous)' && line > 0 ? `(anonymous:L#${line})` : name;
      return `${self} ${total} ${shown} ${cleaned(joinPath({ package: from, file }))}`.trimEnd();
    }),
  );
}

/** The same by counting in the exported profile itself, as Go does: a function counts once in a stack. */
function counted(bytes: Buffer): string {
  const { sample, location, function: functions, stringTable } = decodePprof(bytes);
  const nameOf = new Map(
    functions.map((one) => [one.id, `${stringTable[one.name]} ${cleaned(stringTable[one.filename] ?? '')}`.trimEnd()]),
  );
  const functionsAt = new Map(
    location.map(({ id, line }) => [id, line.map(({ functionId }) => nameOf.get(functionId) ?? '')]),
  );
  const self = new Map<string, number>();
  const total = new Map<string, number>();
  const add = (sums: Map<string, number>, key: string, value: number) => sums.set(key, (sums.get(key) ?? 0) + value);
  for (const { locationId, value } of sample) {
    const stack = locationId.flatMap((id) => functionsAt.get(id) ?? []);
    add(self, stack[0] ?? '', value[0] ?? 0);
    for (const name of new Set(stack)) add(total, name, value[0] ?? 0);
  }
  return linesOf([...total].map(([name, sum]) => `${self.get(name) ?? 0} ${sum} ${name}`));
}

function linesOf(lines: readonly string[]): string {
  const withoutColumns = lines.map((line) => line.replace(/(\(anonymous:L#\d+):C#\d+\)/, '$1)'));
  return `${withoutColumns.sort().join('\n')}\n`;
}

/** Go shows `./main.go` as `main.go`. */
function cleaned(path: string): string {
  return path === '' ? '' : posix.normalize(path);
}

describe('an exported profile', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
  });
  afterAll(() => server.stop());

  it.each([
    ['cpu', 'go-cpu', 'ns'],
    ['inuse_space', 'go-heap', 'bytes'],
    ['alloc_objects', 'go-heap', 'count'],
    ['cpu', 'node-cpu', 'ns'],
    ['wall', 'node-cpu', 'ns'],
    ['inuse_space', 'node-heap', 'bytes'],
  ])('shows go tool pprof the figures of %s that /api/v1/top has: %s', async (type, name, unit) => {
    await server.push({ service: name, ...minute(0) }, goldenFile(`${name}.pb.gz`));
    const search = { query: `${type}{service="${name}"}`, from: String(NOON), until: String(NOON + 60_000) };
    const { body: exported } = await server.ask('GET', '/api/v1/export', { search: { ...search, format: 'pprof' } });
    const { functions } = await server.get<TopReport>('/api/v1/top', search);
    const golden = `${name}-${type}-by-go.txt`;
    if (process.env.UPDATE_GOLDEN === '1') expectGolden(golden, printedByGo(exported, unit));
    expect(printedByTop(functions)).toBe(goldenFile(golden).toString());
    expect(counted(exported)).toBe(goldenFile(golden).toString());
  });
});
