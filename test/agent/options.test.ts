import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Host } from './host.js';
import { Sink } from './sink.js';

describe('a mistake in the options', () => {
  let sink: Sink;
  beforeEach(async () => {
    sink = await Sink.open();
  });
  afterEach(() => sink.close());

  /** What the agent says to these variables and options; the host and the agent go on all the same. */
  async function saidTo(variables: Record<string, string>, options = '{}'): Promise<string[]> {
    const host = Host.module(
      `import { init } from '@perf/agent/api';
       init(${options});
       console.log('works');`,
      { PERF_SERVER_URL: sink.url, ...variables },
    );
    expect(await host.ended).toBe(0);
    expect(host.stdout).toBe('works\n');
    return host.said;
  }

  it.each<[Record<string, string>, string]>([
    [{ PERF_SERVISE: 'shop' }, 'PERF_SERVISE is not an option; did you mean PERF_SERVICE?'],
    [{ PERF_SERVER_ULR: 'x' }, 'PERF_SERVER_ULR is not an option; did you mean PERF_SERVER_URL?'],
    [{ PERF_LABEL: 'a=b' }, 'PERF_LABEL is not an option; did you mean PERF_LABELS?'],
    [{ PERF_INTERVAL: '1000' }, 'PERF_INTERVAL is not an option; did you mean PERF_INTERVAL_MS?'],
    [{ PERF_CPU_HZ: 'fast' }, 'PERF_CPU_HZ="fast" is not a number from 1 to 1000; it is ignored'],
    [
      { PERF_INTERVAL_MS: '5' },
      'PERF_INTERVAL_MS="5" is not a number of milliseconds from 100 to 3600000; it is ignored',
    ],
    [{ PERF_REQUEST_LABELS: 'sometimes' }, 'PERF_REQUEST_LABELS="sometimes" is not auto, on or off; it is ignored'],
    [
      { PERF_BAGGAGE_LABELS: 'run id' },
      'PERF_BAGGAGE_LABELS="run id" is not a list of names like run,scenario (names begin with a letter); it is ignored',
    ],
    [{ PERF_MAX_LABEL_VALUES: '0' }, 'PERF_MAX_LABEL_VALUES="0" is not a number from 1 to 1000; it is ignored'],
    [{ PERF_ENABLED: 'perhaps' }, 'PERF_ENABLED="perhaps" is not true or false; it is ignored'],
    [
      { PERF_LABELS: 'region:eu' },
      'PERF_LABELS="region:eu" is not a list like region=eu,zone=a (names begin with a letter); it is ignored',
    ],
    [{ PERF_LABELS: 'service=shop' }, 'PERF_LABELS cannot set "service": use PERF_SERVICE'],
    [{ PERF_API_KEY: 'two words' }, 'PERF_API_KEY is not a key of printable characters; it is ignored'],
  ])('in the environment is named: %j', async (variables, message) => {
    expect(await saidTo(variables)).toEqual([`[perf] ${message}`]);
    expect(sink.windows).toHaveLength(1);
  });

  it('in the server URL is named too', async () => {
    const [first] = await saidTo({ PERF_SERVER_URL: 'ftp://perf' });
    expect(first).toBe('[perf] PERF_SERVER_URL="ftp://perf" is not an http:// or https:// URL; it is ignored');
  });

  it.each([
    ['{ servcie: "shop" }', 'init() has no option "servcie"; did you mean "service"?'],
    ['{ cpuHz: -1 }', 'init({ cpuHz })=-1 is not a number from 1 to 1000; it is ignored'],
    ['{ labels: { "a b": "c" } }', 'init({ labels })={"a b":"c"} is not a list like region=eu,zone=a (names begin'],
    ['null', 'init() takes an object of options'],
  ])('in code is named: %s', async (options, message) => {
    expect(await saidTo({}, options)).toEqual([expect.stringContaining(`[perf] ${message}`)]);
    expect(sink.windows).toHaveLength(1);
  });

  it("is not seen in other programs' variables, nor in the server's", async () => {
    const others = { PERF_PAGER: 'less', PERF_SERVER_PORT: '1', PERF_SERVER_HOST: 'x', PERF_SERVER_DATA_DIR: 'y' };
    expect(await saidTo(others)).toEqual([]);
  });

  it('does not hide what was right', async () => {
    await saidTo({ PERF_CPU_HZ: 'fast', PERF_SERVICE: 'shop', PERF_ENV: '' });
    expect(sink.windows[0]?.meta.labels).toMatchObject({ service: 'shop' });
    expect(sink.windows[0]?.meta.labels).not.toHaveProperty('env');
  });
});
