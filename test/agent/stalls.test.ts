import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Profile } from 'pprof-format';
import { samplesText } from './drawn.js';
import { fixture, Host } from './host.js';
import { Sink, total } from './sink.js';

/** Milliseconds of a sample type in this function and what it called. */
function millisecondsIn(profile: Profile, name: string, sampleType: string): number {
  return samplesText(profile, sampleType)
    .filter((sample) => sample.split(/[; ]/).includes(name))
    .reduce((sum, sample) => sum + Number(sample.split(' ').at(-1)), 0);
}

describe('a service that blocks its event loop once, among short work', () => {
  let sink: Sink;
  beforeEach(async () => {
    sink = await Sink.open();
  });
  afterEach(() => sink.close());

  /** The CPU profile of `stalls.mjs`, which is busy with `shortWork` and blocks for 400 ms in `blockTheLoop`. */
  async function profileOf(load: 'busy' | 'resting', variables: Record<string, string> = {}): Promise<Profile> {
    const settings = { PERF_SERVER_URL: sink.url, PERF_STARTUP_MS: '0', ...variables };
    expect(await Host.run(['--import', '@perf/agent', fixture('stalls.mjs'), load], settings).ended).toBe(0);
    return sink.windows[0]?.profiles.get('cpu.pb.gz') as Profile;
  }

  it.each(['busy', 'resting'] as const)('has the stall in that function, and as long as it was (%s)', async (load) => {
    // On a machine that is busy itself, short work may take long: 200 ms it never takes.
    const profile = await profileOf(load, { PERF_STALL_MS: '200' });
    const stallMs = millisecondsIn(profile, 'blockTheLoop', 'stall');
    expect(stallMs).toBeGreaterThan(350);
    expect(millisecondsIn(profile, 'shortWork', 'sample')).toBeGreaterThan(5);
    expect(samplesText(profile, 'sample').join()).not.toContain('phase=startup');
    // Of the short work, at most a piece that ran in the same turn.
    expect(millisecondsIn(profile, 'shortWork', 'stall')).toBeLessThan(stallMs * 0.2);
  });

  it('has none where stalls are longer by definition', async () => {
    expect(total(await profileOf('busy', { PERF_STALL_MS: '20000' }), 'stall/nanoseconds')).toBe(0);
  });

  it('has the label of its start on the samples of that time', async () => {
    const samples = samplesText(await profileOf('resting', { PERF_STARTUP_MS: '60000' }), 'sample');
    const labelled = samples.filter((sample) => sample.includes('phase=startup'));
    expect(labelled.length / samples.length).toBeGreaterThan(0.9);
  });
});

describe('a profiler that another one keeps from starting', () => {
  it('leaves the process and its exit code alone', async () => {
    const host = Host.run(['--require', fixture('other-profiler.cjs'), '--require', '@perf/agent', '--eval', '1'], {
      PERF_SERVER_URL: 'http://127.0.0.1:9',
    });
    expect(await host.ended).toBe(0);
    expect(host.stderr).toContain('[perf] no CPU profiles: ');
    expect(host.stderr).not.toContain('at ');
  });
});
