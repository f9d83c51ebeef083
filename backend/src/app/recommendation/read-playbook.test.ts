import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { shippedPlaybookFile } from './playbook-source.ts';
import { readPlaybook } from './read-playbook.ts';

const shipped = readFileSync(shippedPlaybookFile, 'utf8');

function faultsOf(text: string): string[] {
  const reading = readPlaybook(text);
  return reading.kind === 'read' ? [] : reading.faults.map(({ line, message }) => `${line}: ${message}`);
}

describe('the playbook that comes with the service', () => {
  it('is valid and speaks for every profile', () => {
    const reading = readPlaybook(shipped);
    if (reading.kind === 'faulty') throw new Error(JSON.stringify(reading.faults));
    for (const profile of ['web', 'app', 'database', 'cache', 'batch']) {
      expect(reading.playbook.actions.filter(({ when }) => when.profiles === undefined || when.profiles.includes(profile)).length).toBeGreaterThan(2);
    }
  });
});

describe('a playbook with faults', () => {
  const lineOf = (text: string, part: string) => 1 + text.slice(0, text.indexOf(part)).split('\n').length - 1;

  it('is refused with the line and the reason of each', () => {
    const broken = shipped.replace('risk: medium', 'risk: huge').replace('class: short', 'class: short\n    colour: red');
    expect(faultsOf(broken)).toEqual([
      expect.stringMatching(new RegExp(`^${lineOf(broken, 'colour: red')}: actions\\.0: unknown setting colour`)),
      expect.stringMatching(new RegExp(`^${lineOf(broken, 'risk: huge')}: actions\\.0\\.risk: `)),
    ]);
  });

  it('that is no YAML says where', () => {
    expect(faultsOf('playbook: 1\nname: [a\nversion: x')[0]).toMatch(/^[23]: No valid YAML: /);
    expect(faultsOf('a: 1\na: 2')).toEqual([expect.stringMatching(/^2: No valid YAML: .*unique/)]);
  });

  it('may name no action that is not there, nor one twice, nor a parameter without a value or within quotes', () => {
    const twice = shipped.replace('id: stop-runaway-process', 'id: restart-leaking-process').replace('conflicts: [add-memory]', 'conflicts: [no-such]');
    expect(faultsOf(twice)).toEqual([expect.stringMatching(/there is no action no-such/), expect.stringMatching(/restart-leaking-process stands twice/)]);
    expect(faultsOf(shipped.replace('systemctl restart {service}', 'systemctl restart {unit}'))).toEqual([expect.stringMatching(/\{unit\} has no value; accepted are \{server\}/)]);
    expect(faultsOf(shipped.replace('systemctl restart {service}', 'systemctl restart "{service}"'))).toEqual([expect.stringMatching(/stands within quotes/)]);
  });

  it('is no playbook when it is empty, a list, or far too large', () => {
    expect(faultsOf('').length).toBeGreaterThan(0);
    expect(faultsOf('- a').length).toBeGreaterThan(0);
    expect(faultsOf(' '.repeat(1_000_001))).toEqual([expect.stringMatching(/at most 1000000/)]);
    expect(faultsOf('a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]').length).toBeGreaterThan(0);
  });
});
