import { describe, expect, it } from '@jest/globals';
import { escapePath, joinFragments, matchRoute } from './route-pattern.ts';

describe('a route pattern, as Grafana matches it', () => {
  it('is no prefix: without /* only the exact path matches', () => {
    expect(matchRoute('read', '/read')).toEqual({ rest: '' });
    expect(matchRoute('read', '/read/v1/fleet')).toBeUndefined();
    expect(matchRoute('read/*', '/reading/v1')).toBeUndefined();
  });

  it('hands on what the star stood for', () => {
    expect(matchRoute('read/*', '/read/v1/fleet')).toEqual({ rest: 'v1/fleet' });
    expect(matchRoute('read/*', '/read')).toBeUndefined();
  });

  it('unescapes once: an escaped slash becomes one, an escaped percent becomes a percent', () => {
    expect(matchRoute('read/*', '/read/v1/servers/a%2Fb')).toEqual({ rest: 'v1/servers/a/b' });
    expect(matchRoute('read/*', '/read/v1/servers/100%2525')).toEqual({ rest: 'v1/servers/100%25' });
    expect(matchRoute('read/*', '/read/v1/servers/db%3A1%20caf%C3%A9')).toEqual({ rest: 'v1/servers/db:1 café' });
  });

  it('does not match a path that cannot be unescaped', () => {
    expect(matchRoute('read/*', '/read/v1/100%')).toBeUndefined();
  });

  it('walks out of a route no more than Go would: dots are resolved first', () => {
    expect(matchRoute('read/*', '/read/../admin/v1')).toBeUndefined();
    expect(matchRoute('admin/*', '/read/../admin/v1')).toEqual({ rest: 'v1' });
  });

  it('takes one segment for a named part', () => {
    expect(matchRoute('read/:version', '/read/v1')).toEqual({ rest: '' });
    expect(matchRoute('read/:version', '/read/v1/fleet')).toBeUndefined();
  });
});

describe('the path sent on', () => {
  it('is escaped as Go escapes it', () => {
    expect(escapePath('/v1/servers/a b%:ü')).toBe('/v1/servers/a%20b%25:%C3%BC');
  });

  it('joins the service’s own path and the rest with one slash', () => {
    expect(joinFragments('/', 'v1')).toBe('/v1');
    expect(joinFragments('/forecasts', 'v1')).toBe('/forecasts/v1');
    expect(joinFragments('/forecasts/', '/v1')).toBe('/forecasts/v1');
    expect(joinFragments('/forecasts', '')).toBe('/forecasts');
  });
});
