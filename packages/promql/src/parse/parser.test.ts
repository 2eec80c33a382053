import { describe, expect, test } from '@jest/globals';
import { parse } from './parser.ts';

describe('parse', () => {
  test.each([
    ['', '1:1: parse error: no expression found in input'],
    ['sum(', '1:5: parse error: unclosed left parenthesis'],
    ['foo{', '1:5: parse error: unclosed left brace'],
    ['foo[5m', '1:7: parse error: unclosed left bracket'],
    ['sum(foo))', "1:9: parse error: unexpected right parenthesis ')'"],
    ['foo{a="b}', '1:7: parse error: unterminated quoted string'],
    ['foo $', "1:5: parse error: unexpected character: '$'"],
    ['foo bar', '1:5: parse error: unexpected identifier "bar"'],
    ['1 +', '1:4: parse error: unexpected end of input'],
    [
      'rate(foo)',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    ['rate()', '1:1: parse error: expected 1 argument(s) in call to "rate", got 0'],
    ['round(foo, 1, 2)', '1:1: parse error: expected at most 2 argument(s) in call to "round", got 3'],
    [
      'topk(foo)',
      '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1',
    ],
    ['topk(foo, bar)', '1:6: parse error: expected type scalar in aggregation parameter, got instant vector'],
    ['nope(1)', '1:1: parse error: unknown function with name "nope"'],
    ['1 == 2', '1:1: parse error: comparisons between scalars must use BOOL modifier'],
    ['foo + bool bar', '1:7: parse error: bool modifier can only be used on comparison operators'],
    ['foo or 1', '1:1: parse error: set operator "or" not allowed in binary scalar expression'],
    ['foo and on(a) group_left bar', '1:15: parse error: no grouping allowed for "and" operation'],
    [
      'foo * on(a) group_left(a) bar',
      '1:13: parse error: label "a" must not occur in ON and GROUP clause at once',
    ],
    ['1 + on(a) foo', '1:1: parse error: vector matching only allowed between instant vectors'],
    [
      '-"a"',
      '1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got "string"',
    ],
    ['foo[5m] + 1', '1:1: parse error: binary expression must contain only scalar and instant vector types'],
    ['sum(foo)[5m]', '1:9: parse error: ranges only allowed for vector selectors'],
    ['foo offset 1m offset 2m', '1:15: parse error: offset may not be set multiple times'],
    ['foo offset 1m[5m]', '1:14: parse error: no offset modifiers allowed before range'],
    ['foo @ 1 @ 2', '1:9: parse error: @ <timestamp> may not be set multiple times'],
    ['foo @ Inf', '1:7: parse error: timestamp out of bounds for @ modifier: Inf'],
    [
      'sum(foo) offset 1m',
      '1:10: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
    ],
    ['foo[0s]', '1:5: parse error: duration must be greater than 0'],
    ['foo[1m5h]', '1:5: parse error: bad number or duration syntax: "1m5h"'],
    ['1[5m:]', '1:1: parse error: subquery is only allowed on instant vector, got scalar instead'],
    ['{}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['{x=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['foo{__name__="bar"}', '1:5: parse error: metric name must not be set twice: "foo" or "bar"'],
    [
      'foo{a="b" c="d"}',
      '1:11: parse error: unexpected identifier "c" in label matching, expected "," or "}"',
    ],
    ['foo{a=1}', '1:7: parse error: unexpected number "1" in label matching, expected string'],
    ['foo{1="b"}', '1:5: parse error: unexpected number "1" in label matching, expected identifier or "}"'],
    ['sum by (1) (foo)', '1:9: parse error: unexpected number "1" in grouping opts, expected label'],
    ['"\\q"', '1:2: parse error: unknown escape sequence "\\\\q" in string'],
    [
      'info(foo)',
      '1:1: parse error: function "info" is not supported by this engine: joining with info metrics is not supported, use "* on (...) group_left (...)"',
    ],
    [
      'histogram_sum(foo)',
      '1:1: parse error: function "histogram_sum" is not supported by this engine: native histograms are not supported',
    ],
    ['foo + fill(0) bar', '1:7: parse error: the "fill" modifiers are not supported by this engine'],
    ['rate(foo[5m] smoothed)', '1:14: parse error: the modifier "smoothed" is not supported by this engine'],
    ['limit_ratio(0.5, foo)', '1:1: parse error: aggregation "limit_ratio" is not supported by this engine'],
    [
      'sum(\n  foo\n  bar)',
      '3:3: parse error: unexpected identifier "bar" in aggregation, expected "," or ")"',
    ],
  ])('refuses %j', (query, message) => {
    expect(() => parse(query)).toThrow(message);
  });

  test('a bad regular expression is refused where it stands', () => {
    expect(() => parse('foo{a=~"("}')).toThrow(/^1:8: parse error: error parsing regexp/);
  });

  test.each([
    ['-2 ^ 2', { type: 'unary', expr: { type: 'binary', op: '^' } }],
    ['-a * b', { type: 'binary', op: '*', left: { type: 'unary' } }],
    ['2 ^ 3 ^ 2', { op: '^', right: { op: '^' } }],
    ['a or b and c', { op: 'or', right: { op: 'and' } }],
    ['a + b offset 5m', { op: '+', right: { offsetMs: 300_000 } }],
    ['a == bool 1', { op: '==', bool: true, matching: null }],
    ['SUM(a) BY (b)', { type: 'aggregate', op: 'sum', grouping: ['b'] }],
    ['sum', { type: 'vectorSelector', metric: 'sum' }],
    ['a:b:c{x="y",}', { metric: 'a:b:c', matchers: [{ name: 'x' }, { name: '__name__' }] }],
    ['{"my.metric", "my.label"="x"}', { metric: 'my.metric' }],
    ['a[5m:1m] @ end() offset -1h', { type: 'subquery', at: { kind: 'end' }, offsetMs: -3_600_000 }],
    ['a # comment\n + b', { op: '+' }],
  ])('reads %j', (query, shape) => {
    expect(parse(query)).toMatchObject(shape);
  });

  test('tells where each part stands', () => {
    const query = ' sum(rate(a_total[5m])) / 2';
    const expr = parse(query);
    if (expr.type !== 'binary') throw new Error(expr.type);
    expect(query.slice(expr.left.start, expr.left.end)).toBe('sum(rate(a_total[5m]))');
  });
});
