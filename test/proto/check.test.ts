import { describe, expect, it } from '@jest/globals';
import { check, decodePprof, encodePprof, type Pprof } from '@perf/proto';
import { pprofOf } from '../notation/profile-of.js';

/** What `check` says of a good profile after a change. */
function complaint(change: (pprof: Pprof) => void): string {
  const pprof = pprofOf('main;a 3 {endpoint=/pay}\nmain;b 2');
  change(pprof);
  try {
    check(pprof);
  } catch (error) {
    return (error as Error).message.replace('Invalid profile: ', '');
  }
  return 'valid';
}

function first<T>(list: readonly T[]): T {
  return list[0] as T;
}

describe('the validity check', () => {
  it('passes a good profile', () => {
    expect(complaint(() => {})).toBe('valid');
  });

  it('passes what encoding and decoding leave out', () => {
    const pprof = pprofOf('- 0');
    expect(() => check(decodePprof(encodePprof(pprof)))).not.toThrow();
  });

  it('wants at least one sample type', () => {
    expect(complaint((pprof) => pprof.sampleType.splice(0))).toBe(
      'sample_type is empty: a profile needs at least one, such as cpu/nanoseconds.',
    );
  });

  it('wants a string table that begins with the empty string', () => {
    expect(complaint((pprof) => pprof.stringTable.splice(0))).toBe(
      'string_table is empty: its entry 0 must be the empty string.',
    );
    expect(complaint((pprof) => pprof.stringTable.shift())).toBe(
      'string_table[0] is "samples", but it must be the empty string.',
    );
  });

  it('wants strings that exist', () => {
    const outside = 99;
    expect(complaint((pprof) => Object.assign(first(pprof.sampleType), { unit: outside }))).toBe(
      'sample_type[0].unit is 99, but string_table has 8 entries.',
    );
    expect(complaint((pprof) => Object.assign(first(pprof.function), { name: -1 }))).toBe(
      'function[0].name is -1, but string_table has 8 entries.',
    );
    expect(complaint((pprof) => Object.assign(first(first(pprof.sample).label), { key: outside }))).toBe(
      'sample[0].label.key is 99, but string_table has 8 entries.',
    );
    expect(complaint((pprof) => Object.assign(pprof, { dropFrames: outside }))).toBe(
      'drop_frames is 99, but string_table has 8 entries.',
    );
    expect(complaint((pprof) => pprof.comment.push(outside))).toBe('comment[0] is 99, but string_table has 8 entries.');
  });

  it('wants ids that are not 0', () => {
    expect(complaint((pprof) => Object.assign(first(pprof.location), { id: 0 }))).toBe(
      'location[0].id is 0 or missing: ids must be nonzero.',
    );
  });

  it('wants ids that are unique', () => {
    expect(complaint((pprof) => Object.assign(first(pprof.function), { id: 2 }))).toBe(
      'function[1].id is 2, which an earlier function has already.',
    );
  });

  it('wants ids that lead somewhere', () => {
    expect(complaint((pprof) => pprof.location.pop())).toBe('sample[1].location_id is 3, but no location has that id.');
    expect(complaint((pprof) => pprof.function.pop())).toBe(
      'location[2].line.function_id is 3, but no function has that id.',
    );
    expect(complaint((pprof) => Object.assign(first(pprof.location), { mappingId: 7 }))).toBe(
      'location[0].mapping_id is 7, but no mapping has that id.',
    );
  });

  it('wants one value for each sample type', () => {
    expect(complaint((pprof) => first(pprof.sample).value.push(5))).toBe(
      'sample[0] has 2 values, but there are 1 sample types.',
    );
  });

  it('wants integers that are exact', () => {
    expect(complaint((pprof) => Object.assign(first(pprof.sample), { value: [2 ** 53] }))).toBe(
      'sample[0].value is about 9007199254740992: integers beyond 2^53 cannot be represented exactly.',
    );
    expect(complaint((pprof) => Object.assign(first(first(pprof.sample).label), { num: -(2 ** 60) }))).toMatch(
      /^sample\[0\]\.label\.num is about -1152921504606847000: /,
    );
    expect(complaint((pprof) => Object.assign(first(pprof.location), { id: 2 ** 63 }))).toMatch(
      /^location\[0\]\.id is/,
    );
    expect(complaint((pprof) => Object.assign(pprof, { durationNanos: 2 ** 62 }))).toMatch(/^duration_nanos is about/);
  });

  it('finds a value beyond 2^53 after decoding too', () => {
    const pprof = pprofOf('main 1');
    first(pprof.sample).value[0] = 2 ** 53 + 2;
    expect(() => decodePprof(encodePprof(pprof))).toThrow(/^Invalid profile: sample\[0\]\.value is about/);
  });
});
