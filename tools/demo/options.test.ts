import { describe, expect, it } from '@jest/globals';
import { demoOptions } from './options.ts';

describe('the demo’s options', () => {
  it('have defaults', () => {
    expect(demoOptions([])).toEqual({ kind: 'options', options: { port: 3100, servers: 40, seed: 35, keep: null, speed: 1 } });
  });

  it('are read', () => {
    expect(demoOptions(['--port', '0', '--servers=60', '--seed', '7', '--keep', '/tmp/x'])).toEqual({
      kind: 'options', options: { port: 0, servers: 60, seed: 7, keep: '/tmp/x', speed: 1 },
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

  it('keep nothing of a fleet that lives ahead of its time', () => {
    expect(demoOptions(['--speed', '60'])).toMatchObject({ options: { speed: 60 } });
    expect(demoOptions(['--speed', '60', '--keep', '/tmp/x'])).toMatchObject({ faults: ['--speed takes no --keep: what is kept would lie ahead of the next run'] });
    expect(demoOptions(['--speed', '61'])).toMatchObject({ kind: 'faults' });
  });

  it('refuse a name that does not exist', () => {
    expect(demoOptions(['--sevrers', '40'])).toMatchObject({ kind: 'faults' });
  });
});
