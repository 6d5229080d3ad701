import { expect, it } from '@jest/globals';
import { printable, table } from '@perf/cli/table.js';

it('a table aligns figures right and names left, without trailing blanks', () => {
  const text = table(
    [
      { heading: 'self', align: 'right' },
      { heading: 'function', align: 'left' },
    ],
    [
      ['1.20 s', 'render'],
      ['30 ms', 'escapeHtml'],
    ],
  );
  expect(text).toBe(['  self  function', '1.20 s  render', ' 30 ms  escapeHtml'].join('\n'));
});

it('names cannot steer the terminal', () => {
  expect(printable('\u001b[2Jmain\n\u202e')).toBe('?[2Jmain??');
});
