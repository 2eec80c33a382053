import { describe, expect, test } from '@jest/globals';
import { compileRegExp } from './regexp.ts';

describe('RE2 expressions', () => {
  test.each([
    ['a|b', ['a', 'b'], ['ab', 'xa', '']],
    ['.*', ['', 'a\nb'], []],
    ['(?i)get|put', ['GET', 'Put'], ['post']],
    ['x(?i)a|b', ['xA', 'B'], ['Xa', 'xb']],
    ['((?i)PRO).*', ['production'], ['canary']],
    ['(?i:a)b', ['Ab', 'ab'], ['AB']],
    ['(?P<first>a+)b', ['aab'], ['b']],
    ['\\Qa.b\\E+', ['a.b', 'a.bb'], ['axb']],
    ['\\Aab\\z', ['ab'], ['abc']],
    ['[[:alpha:]_]+', ['a_b'], ['a1']],
    ['[^[:digit:]]', ['a'], ['1']],
    ['[a\\-z]', ['-', 'a', 'z'], ['b']],
    ['[\\w.-]+', ['a.b-c_1'], ['a b']],
    ['\\pL+', ['äß'], ['1']],
    ['\\x{e4}', ['ä'], ['a']],
    ['a{2,3}', ['aa', 'aaa'], ['a']],
    ['\\/v1\\/.*', ['/v1/flights'], ['/v2/']],
    ['5..', ['500', '503'], ['50', '5000']],
    ['\\d+', ['42'], ['x']],
  ])('%s', (source, matching, others) => {
    const pattern = compileRegExp(source);
    for (const text of matching) expect([text, pattern.test(text)]).toEqual([text, true]);
    for (const text of others) expect([text, pattern.test(text)]).toEqual([text, false]);
  });

  test.each(['(', ')', 'a)(b', '[a', '*a', '\\y', '(?<n>a', '[[:nope:]]', 'a**'])('refuses %s', (source) => {
    expect(() => compileRegExp(source)).toThrow(/error parsing regexp/);
  });
});
