import { describe, expect, it } from '@jest/globals';
import type { Problem } from '@perf/profile/api.js';
import { readProfile } from '@perf/profile/formats/read.js';
import { parseSteps } from '@perf/profile/transforms/steps.js';
import fc from 'fast-check';
import {
  diffPath,
  flamegraphPath,
  functionPath,
  hotPathsPath,
  labelsPath,
  labelValuesPath,
  topPath,
} from '../../viewer/src/api.js';
import { answer } from '../../viewer/src/files/answer.js';
import { fileCompareRoute, fileRoute, filesOf, routeOfOpened, shownFile } from '../../viewer/src/files/file-url.js';
import { ALWAYS, filePath } from '../../viewer/src/files/questions.js';
import { bytesOf } from '../../viewer/src/files/read-file.js';
import type { OpenFile } from '../../viewer/src/files/selected.js';
import { parseSelector, selectorOf } from '../../viewer/src/selector.js';
import { parseRoute, printRoute, type Route } from '../../viewer/src/url.js';
import { cpuprofileOf, speedscopeOf, bytesOf as written } from '../notation/files.js';

const FILES: Readonly<Record<string, object | string>> = {
  'before.folded': 'main;price 10\nmain;render 30',
  'after.folded': 'main;price 60\nmain;render 30\nmain;audit 10',
  'work.cpuprofile': cpuprofileOf('main;price 1000\nmain 3000'),
  'threads.json': speedscopeOf({ main: 'main;run 3', worker: 'main;run 4\nidle 1' }),
};

async function open(name: string): Promise<OpenFile> {
  return { ...readProfile(written(FILES[name])), bytes: 100 };
}

const ask = async (path: string) => (await answer(path, open)) as never;
const folded = (service: string) => selectorOf('samples', { service });

/** The names of a report's nodes with their totals. */
function nodesText(report: { names: string[]; nodes: { name: number[]; total: number[] } }): string[] {
  return report.nodes.name.map((fn, node) => `${report.names[fn]} ${report.nodes.total[node]}`);
}

describe('an open file', () => {
  it('says what it is and holds', async () => {
    expect(await ask(filePath('work.cpuprofile'))).toEqual({
      name: 'work.cpuprofile',
      format: 'cpuprofile',
      bytes: 100,
      sampleTypes: [
        { type: 'wall', unit: 'nanoseconds' },
        { type: 'sample', unit: 'count' },
      ],
      seconds: 0.004,
      stacks: 2,
      labelled: false,
    });
    expect(await ask(filePath('before.folded'))).toMatchObject({ seconds: null, labelled: false });
    expect(await ask(filePath('threads.json'))).toMatchObject({ labelled: true });
  });

  it('answers what a service is asked: frames, functions, hot paths, callers and callees', async () => {
    const selector = folded('before.folded');
    expect(nodesText(await ask(flamegraphPath(selector, ALWAYS, '')))).toEqual([
      'total 40',
      'main 40',
      'render 30',
      'price 10',
    ]);
    const top = (await ask(topPath(selector, ALWAYS, 2))) as { functions: { name: string; self: number }[] };
    expect(top.functions.map(({ name, self }) => `${name} ${self}`)).toEqual(['render 30', 'price 10']);
    const hot = (await ask(hotPathsPath(selector, ALWAYS))) as { paths: { id: string; share: number }[] };
    expect(hot.paths.map(({ share }) => share)).toEqual([0.75, 0.25]);
    const focus = hot.paths[1]?.id ?? '';
    expect(nodesText(await ask(flamegraphPath(selector, ALWAYS, focus)))).toEqual(['total 40', 'main 40', 'price 10']);
    const sandwich = await ask(functionPath(selector, ALWAYS, { name: 'price', file: '' }));
    expect(sandwich).toMatchObject({ function: { name: 'price', self: 10 }, callers: { total: [10, 10] } });
  });

  it('is searched as a whole, however little of it is shown', async () => {
    const path = flamegraphPath(folded('before.folded'), ALWAYS, '', '', 'price').replace(
      'maxNodes=4000',
      'maxNodes=2',
    );
    const { matches } = (await ask(path)) as { matches: object };
    expect(matches).toMatchObject({ frames: 1, functions: 1, total: 10, node: [0, 0, 1] });
    const top = (await ask(topPath(folded('before.folded'), ALWAYS, 1, '', 'price'))) as {
      functions: { name: string }[];
    };
    expect(top.functions.map(({ name }) => name)).toEqual(['price']);
    const question = { base: folded('before.folded'), comparison: folded('after.folded') };
    const when = { baseWhen: ALWAYS, when: ALWAYS, norm: 'absolute' as const, focus: '', search: 'price' };
    expect(await ask(diffPath({ ...question, ...when }))).toMatchObject({ matches: { baseTotal: 10, total: 60 } });
  });

  it('is filtered by the labels of its samples, as selectors are read everywhere', async () => {
    const total = async (query: string) => {
      const report = (await ask(flamegraphPath(parseSelector(query), ALWAYS, ''))) as { total: number };
      return report.total;
    };
    const file = 'service="threads.json"';
    expect(await total(`samples{${file}}`)).toBe(8);
    expect(await total(`samples{${file},profile="worker"}`)).toBe(5);
    expect(await total(`samples{${file},profile!="worker"}`)).toBe(3);
    expect(await total(`samples{${file},profile=~"w.*|x"}`)).toBe(5);
    expect(await total(`samples{${file},profile!~"w|main"}`)).toBe(5);
    expect(await total(`samples{${file},thread=""}`)).toBe(8);
    const selector = folded('threads.json');
    expect(await ask(labelsPath(selector, ALWAYS))).toEqual({ labels: ['profile'] });
    expect(await ask(labelValuesPath('profile', selector, ALWAYS))).toEqual({
      name: 'profile',
      values: ['main', 'worker'],
    });
  });

  it.each<[string, Partial<Problem>]>([
    ['samples{service="before.folded",x=~"("}', { status: 400, title: 'This filter cannot be read' }],
    ['cpu{service="before.folded"}', { status: 404, detail: 'before.folded has no samples of cpu, but of samples.' }],
    ['cpu{service=x}', { status: 400, title: 'This selector cannot be read' }],
  ])('is not asked for %s', async (query, problem) => {
    await expect(answer(`/api/v1/top?${new URLSearchParams({ query })}`, open)).rejects.toMatchObject(problem);
  });

  it('is looked at through the steps of a view', async () => {
    const report = await ask(flamegraphPath(folded('before.folded'), ALWAYS, '', 'ignore:price;invert'));
    expect(report).toMatchObject({ total: 30, hidden: 10 });
    expect(nodesText(report)).toEqual(['total 30', 'render 30', 'main 30']);
    const top = (await ask(topPath(folded('before.folded'), ALWAYS, 9, 'hide:main;invert'))) as { functions: object[] };
    expect(top.functions).toHaveLength(2);
    const wrong = flamegraphPath(folded('before.folded'), ALWAYS, '', 'ingore:price');
    await expect(answer(wrong, open)).rejects.toMatchObject({
      status: 400,
      title: 'This view cannot be read',
      detail: expect.stringContaining('There is no step "ingore:price".'),
    });
  });

  it('has not every frame', async () => {
    const path = flamegraphPath(folded('before.folded'), ALWAYS, '0123456789abcdef');
    await expect(answer(path, open)).rejects.toMatchObject({ status: 404 });
  });
});

describe('two open files', () => {
  const question = {
    base: folded('before.folded'),
    comparison: folded('after.folded'),
    baseWhen: ALWAYS,
    when: ALWAYS,
    focus: '',
  };

  it('are compared through the steps of a view', async () => {
    const report = await ask(diffPath({ ...question, norm: 'share', view: 'ignore:render' }));
    expect(report).toMatchObject({ base: { total: 10, hidden: 30 }, comparison: { total: 70, hidden: 30 } });
    expect(nodesText(report)).toEqual(['total 1', 'main 1', `price ${60 / 70}`, `audit ${10 / 70}`]);
  });

  it.each([
    ['absolute', ['price 10 > 60 grew', 'audit 0 > 10 new', 'main 0 > 0 grew', 'render 30 > 30 same']],
    ['share', ['render 0.75 > 0.3 shrank', 'price 0.25 > 0.6 grew', 'audit 0 > 0.1 new', 'main 0 > 0 same']],
  ] as const)('are compared function by function: %s', async (norm, rows) => {
    const report = (await ask(diffPath({ ...question, norm }))) as {
      changes: { function: string; baseSelf: number; self: number; kind: string }[];
    };
    expect(report.changes.map((row) => `${row.function} ${row.baseSelf} > ${row.self} ${row.kind}`)).toEqual(rows);
  });

  it('must be of one unit', async () => {
    const seconds = speedscopeOf({ main: 'a 1' }, 'sampled', 'seconds');
    const files = async (name: string) => ({
      ...readProfile(
        written(name === 'a' ? seconds : { ...seconds, profiles: [{ ...seconds.profiles[0], unit: 'milliseconds' }] }),
      ),
      bytes: 1,
    });
    const [base, comparison] = [selectorOf('time', { service: 'a' }), selectorOf('time', { service: 'b' })];
    await expect(answer(diffPath({ ...question, base, comparison, norm: 'share' }), files)).rejects.toMatchObject({
      detail: 'time is in seconds before and in milliseconds after: choose another sample type.',
    });
  });
});

describe('the bytes of a file', () => {
  const gzip = async (text: string) => {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };

  it('are decompressed where they are gzip', async () => {
    const text = 'main;a 3\n'.repeat(1000);
    expect(new TextDecoder().decode(await bytesOf(new Blob([await gzip(text)]), 9000))).toBe(text);
    expect(new TextDecoder().decode(await bytesOf(new Blob([text]), 9000))).toBe(text);
  });

  it('are bounded, before decompression and after', async () => {
    const bomb = new Blob([await gzip('\0'.repeat(2 ** 22))]);
    await expect(bytesOf(bomb, 2 ** 20)).rejects.toThrow('The file decompresses to more than 1 MiB, the most that can');
    await expect(bytesOf(new Blob(['12345']), 4)).rejects.toThrow(
      'The file has 5 B; files of at most 4 B can be opened',
    );
  });

  it('may be cut off', async () => {
    const cut = (await gzip('main;a 3\n'.repeat(1000))).slice(0, 30);
    await expect(bytesOf(new Blob([cut]), 9000)).rejects.toThrow('The file begins like gzip but is damaged or cut off');
  });
});

describe('the URL of a file', () => {
  const text = fc.string({ maxLength: 12 });
  const name = fc.string({ minLength: 1, maxLength: 12 });
  const shared = {
    focus: fc.constantFrom('', 'cca407879e8cf2e8'),
    search: text,
    steps: fc.constantFrom('', 'mine;ignore:a%23@b.js@').map(parseSteps),
    as: fc.constantFrom('graph' as const, 'tree' as const),
  };
  const routes: fc.Arbitrary<Route> = fc.oneof(
    fc
      .record({ name, value: text, fn: fc.option(fc.record({ name, file: text })), ...shared })
      .map(({ name, value, ...rest }) =>
        fileRoute(name, { ...rest, selector: selectorOf('wall', { service: name, profile: value }) }),
      ),
    fc
      .record({ before: name, after: name, width: fc.constantFrom('before' as const, 'after' as const), ...shared })
      .map(({ before, after, ...rest }) => fileCompareRoute(before, after, { ...rest, norm: 'absolute' })),
    fc.constant(fileRoute('')),
  );

  it('opens the page it was copied from, and keeps everything behind the #', () => {
    fc.assert(
      fc.property(routes, (route) => {
        const url = new URL(printRoute(route), 'http://localhost');
        expect(url.search).toBe('');
        expect(['/file', '/file/compare']).toContain(url.pathname);
        expect(parseRoute(url.pathname, url.search, url.hash)).toEqual(route);
      }),
    );
  });

  it('says what is wrong with it', () => {
    expect(parseRoute('/file', '', '#query=wall{a=b}')).toMatchObject({ page: 'invalid' });
  });
});

describe('files that are opened', () => {
  it('are shown by themselves, compared with each other, or with the one that is shown', () => {
    expect(routeOfOpened(['a'], '')).toEqual(fileRoute('a'));
    expect(routeOfOpened(['a', 'b'], 'c')).toEqual(fileCompareRoute('a', 'b'));
    expect(routeOfOpened(['b'], 'a')).toEqual(fileCompareRoute('a', 'b'));
    expect(routeOfOpened(['a'], 'a')).toEqual(fileRoute('a'));
  });

  it('belong to the page that names them', () => {
    expect(filesOf(fileRoute('a'))).toEqual(['a']);
    expect(filesOf(fileCompareRoute('a', 'b'))).toEqual(['a', 'b']);
    expect(filesOf({ page: 'home', search: '' })).toEqual([]);
  });

  it('take the side after where two are compared', () => {
    const shown = shownFile(fileCompareRoute('a', 'b'));
    expect(routeOfOpened(['c'], shown)).toEqual(fileCompareRoute('a', 'c'));
    expect(shownFile({ page: 'home', search: '' })).toBe('');
  });
});
