import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AlertsReport, BudgetReport, BudgetsReport } from '@perf/profile';
import { limitText } from '@perf/profile/budget/words.js';
import { readBudgets } from '@perf/server/budgets/shape.js';
import { problemText, RunningServer, runServer, temporaryFolder } from './running.js';
import { runVersion, usual } from './versions.js';

const parsing = { name: 'parsing', service: 'shop', kind: 'share', function: 'parse', of: 'self', atMostPercent: 5 };
const heap = { name: 'heap', service: 'shop', kind: 'heapGrowth', atMostMiBPerHour: 1 };
const pricing = { service: 'shop', kind: 'functionCpu', function: 'price', of: 'total', atMostPercent: 30 };
const requests = { service: 'shop', kind: 'cpuPerRequest', atMostPercent: 3 };

/** How a budget stands, in a line: in which version, against which. */
function told({ status, env, version, base, value, unit, missing }: BudgetReport): string {
  const where = [env, version, base === null ? '' : `after ${base}`].filter((part) => part !== '').join(' ');
  return [
    where === '' ? status : `${status} in ${where}`,
    value === null ? '' : `${value.toFixed(0)} ${unit}`,
    ...missing,
  ]
    .filter((part) => part !== '')
    .join(': ');
}

describe('budgets', () => {
  let folder: string;
  let server: RunningServer;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const file = join(folder, 'budgets.json');
    await writeFile(file, JSON.stringify([parsing, heap]));
    server = await RunningServer.start({ flags: ['--budgets', file, '--budgets-every', '1s'] });
    const [shop, run] = [{ service: 'shop', env: 'prod' }, { requests: 1000 }];
    await runVersion(server, { ...shop, version: '1.0.0' }, usual, 130, { ...run, windows: 100 });
    const heapBytes = (minute: number) => (50 + 4 * (minute / 60)) * 2 ** 20;
    await runVersion(server, { ...shop, version: '1.1.0' }, { ...usual, price: 170 }, 85, {
      ...run,
      windows: 80,
      heapBytes,
    });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const change = (method: string, name: string, budget: object = {}) =>
    server.ask(method, `/api/v1/budgets/${encodeURIComponent(name)}`, {
      headers: { 'content-type': 'application/json' },
      ...(method === 'PUT' ? { body: Buffer.from(JSON.stringify(budget)) } : {}),
    });
  const standing = async (search: Record<string, string> = {}) => {
    const { budgets } = await server.get<BudgetsReport>('/api/v1/budgets', search);
    return budgets.map(({ budget, source, reports }) => `${budget.name} (${source}) ${reports.map(told).join('; ')}`);
  };

  it('stand as the newest version does, with what that rests on', async () => {
    expect(await standing()).toEqual([
      'heap (file) broken in prod 1.1.0: 4 MiB/h',
      'parsing (file) broken in prod 1.1.0: 22 %',
    ]);
    const { budgets } = await server.get<BudgetsReport>('/api/v1/budgets');
    const [report] = budgets[1]?.reports ?? [];
    expect(report).toMatchObject({ budget: parsing, limit: 5, unit: '%', q: 0.01 });
    const { low, value, high } = report as BudgetReport;
    expect(low as number).toBeLessThan(value as number);
    expect(value as number).toBeLessThan(high as number);
  });

  it('are put, changed and removed by the API', async () => {
    expect((await change('PUT', 'pricing', pricing)).status).toBe(200);
    expect((await change('PUT', 'CPU per request', { ...requests, env: 'prod' })).status).toBe(200);
    expect((await change('PUT', 'elsewhere', { ...requests, service: 'cart' })).status).toBe(200);
    expect(await standing()).toEqual([
      expect.stringMatching(/^CPU per request \(api\) broken in prod 1\.1\.0 after 1\.0\.0: 1[0-4] %$/),
      'elsewhere (api) undecided: There is no version before it to compare it with.',
      'heap (file) broken in prod 1.1.0: 4 MiB/h',
      'parsing (file) broken in prod 1.1.0: 22 %',
      expect.stringMatching(/^pricing \(api\) kept in prod 1\.1\.0 after 1\.0\.0: 1[0-4] %$/),
    ]);
    expect((await change('PUT', 'pricing', { ...pricing, atMostPercent: 1 })).status).toBe(200);
    expect(await standing({ service: 'shop' })).toContainEqual(
      expect.stringMatching(/^pricing \(api\) broken in prod 1\.1\.0 after 1\.0\.0: 1[0-4] %$/),
    );
    expect((await change('DELETE', 'pricing')).status).toBe(204);
    expect(problemText(await change('DELETE', 'pricing'))).toBe('404 There is no budget "pricing".');
    expect(await standing({ service: 'cart' })).toHaveLength(1);
  });

  it('of the file are changed there alone', async () => {
    const refused = '409 Budget "parsing" is of the file that --budgets names: change it there.';
    expect(problemText(await change('PUT', 'parsing', { ...parsing, atMostPercent: 90 }))).toBe(refused);
    expect(problemText(await change('DELETE', 'parsing'))).toBe(refused);
  });

  it('that are broken are told without anybody asking, with the page that shows it', async () => {
    const line = JSON.parse(await server.logs(/^\{.*parsing.*shop 1\.1\.0.*"msg":"budget".*\}$/m));
    expect(line).toMatchObject({
      id: '["budget","shop","prod","1.1.0","parsing"]',
      title: expect.stringMatching(
        /^shop 1\.1\.0 \(prod\) broke its budget parsing: 22\.\d+ %, where self share of parse at most 5 %$/,
      ),
    });
    for (;;) {
      const { alerts } = await server.get<AlertsReport>('/api/v1/alerts', { service: 'shop' });
      const told = alerts.find(({ id }) => id === line.id);
      if (told !== undefined) {
        const { pathname, searchParams } = new URL(told.path, server.url);
        expect([told.kind, pathname, searchParams.get('search')]).toEqual(['budget', '/service/shop', 'parse']);
        expect(searchParams.get('query')).toBe('cpu{service="shop",version="1.1.0",env="prod"}');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  it.each<[string, object, string]>([
    [
      'a kind that is missing',
      { service: 'shop' },
      '400 budget "b": kind is missing. Known: cpuPerRequest, functionCpu, share, heap, heapGrowth.',
    ],
    [
      'a kind there is not',
      { ...requests, kind: 'cpuPerRequst' },
      '400 budget "b": there is no kind "cpuPerRequst"; did you mean cpuPerRequest? Known: ',
    ],
    [
      'a key there is not',
      { ...requests, atMostPercents: 3 },
      '400 budget "b": There is no "atMostPercents"; did you mean atMostPercent? Known: ',
    ],
    ['no limit', { ...requests, atMostPercent: undefined }, '400 budget "b".atMostPercent: '],
    ['a limit that is negative', { ...requests, atMostPercent: -1 }, '400 budget "b".atMostPercent: '],
    ['another name', { ...requests, name: 'c' }, '400 name is "c" in the body: leave it out.'],
    ['no object', [], '400 A budget is a JSON object'],
  ])('are refused with %s', async (_, budget, mistake) => {
    expect(problemText(await change('PUT', 'b', budget))).toContain(mistake);
  });

  it('are refused from a page of another site, and beyond a hundred', async () => {
    const text = { headers: { 'content-type': 'text/plain' }, body: Buffer.from(JSON.stringify(requests)) };
    expect(problemText(await server.ask('PUT', '/api/v1/budgets/b', text))).toMatch(/^415 /);
    expect(problemText(await server.ask('POST', '/api/v1/budgets'))).toBe('405 /api/v1/budgets takes GET, HEAD only.');
    const many = { budgets: Array.from({ length: 101 }, (_, at) => ({ ...parsing, name: `${at}` })) };
    const gate = { service: 'shop', base: { name: '1' }, comparison: { name: '2' }, ...many };
    const headers = { 'content-type': 'application/json' };
    const answer = await server.ask('POST', '/api/v1/gate', { headers, body: Buffer.from(JSON.stringify(gate)) });
    expect(problemText(answer)).toBe('400 There are 101 budgets; at most 100 are accepted.');
  });

  it('are written as the documents have them', async () => {
    const [, example = ''] = /```json\n(\[[\s\S]*?\])\n```/.exec(await readFile('cli/README.md', 'utf8')) ?? [];
    expect(readBudgets(JSON.parse(example)).map(limitText)).toEqual([
      'CPU per request at most +3 %',
      'self share of JSON.parse at most 5 %',
      'heap growth at most 1 MiB/h',
    ]);
  });

  it('of a file with a mistake keep a server from starting, and say which', async () => {
    const file = join(folder, 'mistake.json');
    await writeFile(file, JSON.stringify([parsing, { ...heap, atMostMiBPerHour: 'one' }]));
    const { code, stderr } = await runServer(['--port', '0', '--data-dir', join(folder, 'data'), '--budgets', file]);
    expect(stderr).toMatch(
      /^perf-server: The budgets of .*mistake\.json cannot be read: budget "heap"\.atMostMiBPerHour: /,
    );
    expect(code).toBe(1);
  });
});
