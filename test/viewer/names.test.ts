import { describe, expect, it } from '@jest/globals';
import { clipped, isolated, readable, wellFormed } from '../../viewer/src/names.js';

describe('a name from outside', () => {
  it('is shown as it is, unless a part of it could not be seen', () => {
    expect(['render', '<b>&amp;', 'a b', 'größe 漢字', '👩‍👩‍👧‍👦', 'א'].map(readable)).toEqual([
      'render',
      '<b>&amp;',
      'a b',
      'größe 漢字',
      '👩‍👩‍👧‍👦',
      'א',
    ]);
    expect(readable('a\nb\tc\u0000\u001b\u007f')).toBe('a␊b␉c␀␛␡');
    expect(readable('a\u0085b\u2028c\u2029\u0080')).toBe('a␤b␤c␤�');
  });

  it('says so where it is nothing that can be seen', () => {
    expect(readable('')).toBe('(no name)');
    expect([' ', '\u00a0\u3000', '\u200b\ufeff\u2060', '\u3164', '\u202e'].map(readable)).toEqual(
      Array(5).fill('(blank)'),
    );
  });

  it('keeps its direction to itself within a text', () => {
    expect(isolated('render')).toBe('render');
    expect(isolated('פונקציה')).toBe('\u2068פונקציה\u2069');
    expect(isolated('\u202egnp.exe')).toBe('\u2068\u202egnp.exe\u2069');
    expect(isolated('')).toBe('(no name)');
  });

  it('is cut off without halving a pair', () => {
    expect(clipped('abcdef', 6)).toBe('abcdef');
    expect(clipped('abcdef', 4)).toBe('abc…');
    expect(clipped('ab😀def', 4)).toBe('ab\ufffd…');
  });

  it('has no half of a pair in a link', () => {
    expect(wellFormed('a\ud83d😀\ude00b')).toBe('a\ufffd😀\ufffdb');
  });
});
