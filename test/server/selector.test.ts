import { describe, expect, it } from '@jest/globals';
import { type Matcher, matcher, matchSeries, parseSelector } from '@perf/server/selector.js';
import { refusalOf } from './refusal.js';

/** What a selector says, one matcher a line. */
function said(text: string): string {
  const { sampleType, matchers } = parseSelector(text);
  const lines = matchers.map(({ name, operator, value }) => `${name} ${operator} ${JSON.stringify(value)}`);
  return [sampleType || '(any)', ...lines].join('\n');
}

/** Which of some values a matcher lets through. */
const kept = (selector: string, values: string[]) => {
  const [first] = parseSelector(selector).matchers;
  return values.filter((value) => first?.matches(value));
};

describe('a selector', () => {
  it('has a sample type in front and matchers in braces', () => {
    expect(said('cpu{service="checkout",version!="1.4.2",region=~"eu-.*",host!~"a|b"}')).toBe(
      ['cpu', 'service = "checkout"', 'version != "1.4.2"', 'region =~ "eu-.*"', 'host !~ "a|b"'].join('\n'),
    );
  });

  it.each([
    ['a sample type alone', 'cpu', 'cpu'],
    ['a sample type with its unit', 'cpu/nanoseconds{}', 'cpu/nanoseconds'],
    ['matchers alone', '{service="a"}', '(any)\nservice = "a"'],
    ['nothing', '', '(any)'],
    ['space wherever words end, and a last comma', ' cpu { a = "1" , b =~ "2" , } ', 'cpu\na = "1"\nb =~ "2"'],
    ['dots and dashes in names', 'inuse_space{k8s.pod-name="x"}', 'inuse_space\nk8s.pod-name = "x"'],
    ['the same label twice', '{a!="1",a!="2"}', '(any)\na != "1"\na != "2"'],
    ['braces, commas and operators inside quotes', '{a="},b=~"}', '(any)\na = "},b=~"'],
    ['escapes', String.raw`{a="say \"hi\"\\\n\t\r"}`, `(any)\na = ${JSON.stringify('say "hi"\\\n\t\r')}`],
    ['letters of any script in values', '{a="größe 漢字"}', '(any)\na = "größe 漢字"'],
  ])('reads %s', (_, text, expected) => expect(said(text)).toBe(expected));

  it('keeps what a matcher says', () => {
    const values = ['', 'eu', 'eu-1', 'neu-1', 'eu-10'];
    expect(kept('{r="eu"}', values)).toEqual(['eu']);
    expect(kept('{r!="eu"}', values)).toEqual(['', 'eu-1', 'neu-1', 'eu-10']);
    expect(kept('{r=~"eu-."}', values)).toEqual(['eu-1']);
    expect(kept('{r!~"eu-."}', values)).toEqual(['', 'eu', 'neu-1', 'eu-10']);
  });

  it('matches regular expressions with the whole value, each alternative too', () => {
    expect(kept('{r=~"a|bc"}', ['a', 'bc', 'abc', 'xa', 'bcd'])).toEqual(['a', 'bc']);
    expect(kept('{r=~".*"}', ['', 'two\nlines'])).toEqual(['', 'two\nlines']);
    expect(kept(String.raw`{r=~"eu-\\d+"}`, ['eu-12', 'eu-d'])).toEqual(['eu-12']);
  });

  it('finishes a regular expression that backtracking engines never do', () => {
    expect(kept('{r=~"(a+)+$"}', [`${'a'.repeat(10_000)}!`, 'a'.repeat(10_000)])).toHaveLength(1);
  });

  it.each([
    ['cpu{service}', 'expected one of = != =~ !~ at character 12'],
    ['cpu{service=checkout}', 'expected a value in double quotes at character 13'],
    ["cpu{service='checkout'}", 'expected a value in double quotes at character 13'],
    ['cpu{service="checkout}', 'expected a value in double quotes at character 13'],
    ['cpu{="x"}', 'expected a label name or "}" at character 5'],
    ['cpu{a="x"', 'expected "," or "}" at character 10'],
    ['cpu{a="x" b="y"}', 'expected "," or "}" at character 11'],
    ['cpu{', 'expected a label name or "}" at character 5'],
    ['cpu{a="x"} or mem', 'expected "{" or the end at character 12'],
    ['cpu wall', 'expected "{" or the end at character 5'],
    ['"cpu"', 'expected a sample type such as cpu at character 1'],
    ['cpu{a=="x"}', 'expected a value in double quotes at character 7'],
  ])('%s is refused: %s', (text, expected) => {
    expect(refusalOf(() => parseSelector(text))).toBe(
      `400 Selector: ${expected} of ${JSON.stringify(text)}. A selector reads cpu{service="checkout",region=~"eu-.*"}.`,
    );
  });

  it('names an escape that is none, since a regular expression needs two backslashes', () => {
    expect(refusalOf(() => parseSelector(String.raw`cpu{ip=~"10\.0\\.1"}`))).toBe(
      String.raw`400 Selector: \. at character 12 is not an escape: write \\. for a backslash and ".". There are \\ \" \n \t \r.`,
    );
  });

  it.each([
    ['(', 'missing closing ): `(`'],
    ['a(?=b)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['((a{100}){100}){100}', 'invalid repeat count: `{100}`'],
  ])('names the mistake of the regular expression %s', (regex, mistake) => {
    expect(refusalOf(() => parseSelector(`cpu{a=~"${regex}"}`))).toBe(
      `400 Selector: a=~"${regex}" is not a regular expression (RE2): error parsing regexp: ${mistake}.`,
    );
  });

  it('has at most 4096 characters', () => {
    expect(refusalOf(() => parseSelector(`{a="${'x'.repeat(5_000)}"}`))).toBe(
      '400 The selector has 5006 characters; at most 4096 are read. Shorten it.',
    );
  });
});

describe('the matchers of a selector against the labels of a series', () => {
  const labels = { service: 'checkout', version: '2' };
  const namesOf = (open: readonly Matcher[] | false) => (open === false ? [] : open.map(({ name }) => name));

  it('exclude a series by a label it has', () => {
    expect(matchSeries([matcher('service', '=', 'checkout'), matcher('version', '!=', '2')], labels)).toBe(false);
  });

  it('leave labels the series has not to the samples', () => {
    const open = matchSeries([matcher('service', '=~', 'check.*'), matcher('endpoint', '=', '/pay')], labels);
    expect(namesOf(open)).toEqual(['endpoint']);
  });

  it('take what every object has for a label like any other', () => {
    const open = matchSeries([matcher('constructor', '=', 'x'), matcher('__proto__', '!~', 'y')], labels);
    expect(namesOf(open)).toEqual(['constructor', '__proto__']);
  });
});
