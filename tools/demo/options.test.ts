import { describe, expect, it } from '@jest/globals';
import { demoOptions } from './options.ts';

describe('the demo’s options', () => {
  it('have defaults', () => {
    expect(demoOptions([])).toEqual({ kind: 'options', options: { port: 3100, servers: 40, seed: 0, keep: null } });
  });

  it('are read', () => {
    expect(demoOptions(['--port', '0', '--servers=60', '--seed', '7', '--keep', '/tmp/x'])).toEqual({
      kind: 'options', options: { port: 0, servers: 60, seed: 7, keep: '/tmp/x' },
    });
    expect(demoOptions(['--help']).kind).toBe('help');
  });

  it('are refused all at once, with what was received and what is accepted', () => {
    const outcome = demoOptions(['--port', 'web', '--servers', '2', '--seed', '1.5']);
    expect(outcome).toMatchObject({ kind: 'faults' });
    const { faults } = outcome as { readonly faults: readonly string[] };
    expect(faults).toHaveLength(3);
    expect(faults[1]).toBe('--servers is "2"; a whole number from 5 to 2000 is accepted');
  });

  it('refuse a name that does not exist', () => {
    expect(demoOptions(['--sevrers', '40'])).toMatchObject({ kind: 'faults' });
  });
});
