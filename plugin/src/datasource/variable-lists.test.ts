import { describe, expect, it } from '@jest/globals';
import { resolveList } from './variable-lists.ts';

const values: Readonly<Record<string, string | string[]>> = { server: ['web/1', 'db,2'], region: 'eu', everything: '*', nothing: '', n: ['1', '2'] };
/** Replaces as Grafana's does: each variable goes through the given format. */
const templates = {
  replace: (text = '', _scoped?: unknown, format?: string | ((value: string | string[]) => string)) =>
    text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => (name in values && typeof format === 'function' ? format(values[name]) : whole)),
};
const resolve = (...entries: string[]) => resolveList(entries, templates, {});

describe('the lists of a query', () => {
  it('take a variable with several values as several entries, whatever the values hold', () => {
    expect(resolve('$server')).toEqual(['web/1', 'db,2']);
    expect(resolve('${server}', 'web/1', 'cache')).toEqual(['web/1', 'db,2', 'cache']);
  });

  it('put a single value into the text around it', () => {
    expect(resolve('$region-west', 'web-$n')).toEqual(['eu-west', 'web-1']);
  });

  it('filter nothing where a variable means everything', () => {
    expect(resolve('$everything')).toEqual([]);
    expect(resolve('$nothing')).toEqual([]);
  });
});
