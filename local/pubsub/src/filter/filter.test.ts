import { describe, expect, it } from '@jest/globals';
import { parseFilter } from './filter.ts';

const attributes = { domain: 'com', 'iana.org/lang': 'en', name: 'a "quoted" one', 'ce-type': 'x.v1' };

describe('filter', () => {
  it.each([
    ['attributes:domain', true],
    ['attributes:missing', false],
    ['attributes.domain = "com"', true],
    ['attributes.domain="net"', false],
    ['attributes.domain != "net"', true],
    ['attributes.missing != "net"', true],
    ['hasPrefix(attributes.domain, "co")', true],
    ['hasPrefix(attributes.missing, "co")', false],
    ['NOT attributes:domain', false],
    ['-attributes:missing', true],
    ['NOT NOT attributes:domain', true],
    ['attributes."iana.org/lang" = "en"', true],
    ['attributes.ce-type = "x.v1"', true],
    ['attributes:domain AND attributes:missing', false],
    ['attributes:missing OR attributes:domain', true],
    ['attributes:domain AND (attributes:missing OR attributes:name)', true],
    ['NOT (attributes:domain AND attributes:name)', false],
    ['attributes.name = "a \\"quoted\\" one"', true],
  ])('%s', (filter, expected) => {
    expect(parseFilter(filter)(attributes)).toBe(expected);
  });

  it.each([
    ['', /expected attributes/],
    ['attributes', /expected \./],
    ['attributes.domain', /expected = or !=/],
    ['attributes.domain = com', /double quotes/],
    ['attributes:a AND attributes:b OR attributes:c', /parentheses/],
    ['(attributes:a', /expected \)/],
    ['data = "x"', /expected attributes, found "data" at character 1/],
    ['attributes:a attributes:b', /expected AND, OR or the end/],
    ['attributes:a ; attributes:b', /unexpected ";" at character 14/],
    ['hasPrefix(attributes.a)', /expected ,/],
  ])('refuses %s', (filter, message) => {
    expect(() => parseFilter(filter)).toThrow(message);
  });
});
