import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeFaults, loadConfig, type Config } from './config.ts';
import type { Environment } from './environment.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function valid(yaml: string, environment: Environment = {}): Config {
  const outcome = loadConfig(write('fleetcast.yaml', yaml), environment);
  if (outcome.kind === 'invalid') throw new Error(describeFaults(outcome.faults));
  return outcome.config;
}

function faultPaths(yaml: string, environment: Environment = {}): string[] {
  const outcome = loadConfig(write('fleetcast.yaml', yaml), environment);
  return outcome.kind === 'invalid' ? outcome.faults.map(({ path: at }) => at).sort() : [];
}

describe('the configuration', () => {
  it('is complete without any file', () => {
    const outcome = loadConfig(null, {});
    expect(outcome.kind).toBe('valid');
    expect(outcome.kind === 'valid' && outcome.config.grid).toEqual({ stepSeconds: 300, horizonSteps: 96, settleSeconds: 60 });
  });

  it('has an example that is valid as it stands', () => {
    const outcome = loadConfig(path.join(repository, 'fleetcast.example.yaml'), {
      PROMETHEUS_PASSWORD: 'p',
      INFLUXDB_TOKEN: 't',
      GRAFANA_HOOK_SECRET: 'sixteen characters',
      JIRA_TOKEN: 'j',
      SERVICENOW_PASSWORD: 's',
      FLEETCAST_PROXY_TOKEN: 'a',
      FLEETCAST_INTAKE_TOKEN: 'b',
    });
    expect(outcome.kind === 'invalid' ? describeFaults(outcome.faults) : 'valid').toBe('valid');
  });

  it('is frozen to its depth', () => {
    const config = valid('sources: [{ kind: prometheus, name: main, url: "http://p:9090", preset: node_exporter }]');
    expect(() => Object.assign(config.listen, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.sources[0], { name: 'x' })).toThrow(TypeError);
  });

  it('reports every fault at once, each with what was received and what is accepted', () => {
    const outcome = loadConfig(
      write('fleetcast.yaml', 'listen: { port: many, hots: x }\ngrid: { stepSeconds: 7 }\nmetrics: [{ metric: CPU }]\nsources: [{ kind: graphite, name: g }]\nunheard: 1\n'),
      { FLEETCAST_LOG_LEVEL: 'loud' },
    );
    expect(outcome.kind).toBe('invalid');
    if (outcome.kind !== 'invalid') return;
    expect(outcome.faults.map(({ path: at }) => at).sort()).toEqual(['grid.stepSeconds', 'grid.stepSeconds', 'listen.hots', 'listen.port', 'logging.level', 'metrics.0.metric', 'sources.0.kind', 'unheard']);
    const text = describeFaults(outcome.faults);
    expect(text).toContain("listen.port: expected number; received 'many'; accepted: a port from 0 (any free one) to 65535");
    expect(text).toContain('listen.hots: unknown setting; received hots; accepted: host, port, tls');
    expect(text).toContain('sources.0.kind: ');
    expect(text).toContain('kind: prometheus, influxdb');
    const incomplete = loadConfig(write('fleetcast.yaml', 'sources: [{ kind: prometheus, name: p }]\n'), {});
    expect(incomplete.kind === 'invalid' && describeFaults(incomplete.faults)).toContain('sources.0.url: is missing; received nothing; accepted: base address');
  });

  it.each([
    ['listen: []', ['listen']],
    ['- 1', ['fleetcast.yaml']],
    ['a: {', ['fleetcast.yaml']],
    ['listen: { port: 1 }\nlisten: { port: 2 }', ['fleetcast.yaml']],
    ['grid: { stepSeconds: 86401 }', ['grid.stepSeconds', 'grid.stepSeconds']],
    ['region: { timeZone: Mars/Olympus }', ['region.timeZone']],
    ['risk: { warning: 0.9, critical: 0.1 }', ['risk']],
    ['tokens: { proxy: [a, b, c] }', ['tokens.proxy']],
    ['metrics: [{ metric: cpu, warning: 95, critical: 90 }]', ['metrics.0']],
    ['metrics: [{ metric: free, warning: { value: 5, direction: below }, critical: { value: 10, direction: below } }]', ['metrics.0']],
    ['metrics: [{ metric: cpu, warning: 80 }, { metric: cpu, server: a }, { metric: cpu, critical: 90 }]', ['metrics.2']],
    ['sources: [{ kind: prometheus, name: a, url: "http://p", preset: node_exporter }, { kind: prometheus, name: a, url: "http://q", preset: node_exporter }]', ['sources']],
  ])('refuses %s', (yaml, paths) => {
    expect(faultPaths(yaml).map((at) => path.basename(at))).toEqual(paths);
  });

  it.each([
    ['a query that is a number', 'sources: [{ kind: prometheus, name: p, url: "http://p", metrics: { cpu: 5 } }]', /metrics\.cpu: .*received 5; accepted: PromQL, or \{ query, kind \}/],
    ['an alias of nothing', 'dataFolder: *nowhere', /Unresolved alias/],
    ['an alias inside what it stands for', 'region: &a { name: *a }', /its aliases cannot be resolved/],
    ['aliases that multiply', ['a: &a [x]', ...Array.from('bcdefgh', (name, at) => `${name}: &${name} [${`*${'abcdefg'[at]}, `.repeat(9)}]`)].join('\n'), /Excessive alias count/],
    ['a tag that nobody knows', 'tokens: { proxy: !secret token }', /not valid YAML; received Unresolved tag: !secret/],
    ['a key that is the prototype of objects', '__proto__: { simulated: true }', /unknown setting; received __proto__/],
  ])('refuses %s in words', (_, yaml, said) => {
    const outcome = loadConfig(write('fleetcast.yaml', yaml), {});
    expect(outcome.kind === 'invalid' && describeFaults(outcome.faults)).toMatch(said);
  });

  it('refuses metrics that a preset does not have', () => {
    const faults = faultPaths('sources: [{ kind: prometheus, name: p, url: "http://p", preset: cadvisor, presetMetrics: [cpu, constructor] }, { kind: influxdb, name: i, url: "http://i", database: t, presetMetrics: [cpu], metrics: { load: { measurement: m, fields: [f] } } }]');
    expect(faults).toEqual(['sources.0.presetMetrics', 'sources.1.presetMetrics']);
  });

  it('counts the paths of certificates from its own folder, and refuses those that cannot be used', () => {
    const certificates = path.join(repository, 'backend/test/sources/certificates');
    for (const name of ['authority.pem', 'client.pem', 'client.key', 'server.key']) copyFileSync(path.join(certificates, name), path.join(folder, name));
    const source = (tls: string) => `sources: [{ kind: prometheus, name: p, url: "https://p", preset: otel, tls: { ${tls} } }]`;
    expect(valid(source('caFile: authority.pem, certFile: client.pem, keyFile: client.key')).sources[0].tls).toMatchObject({ caFile: path.join(folder, 'authority.pem'), keyFile: path.join(folder, 'client.key') });
    expect(faultPaths(source('caFile: nowhere.pem, certFile: ., keyFile: client.key'))).toEqual(['sources.0.tls.caFile', 'sources.0.tls.certFile']);
    expect(faultPaths(source('certFile: client.pem, keyFile: server.key'))).toEqual(['sources.0.tls']);
    expect(faultPaths('listen: { tls: { certFile: authority.pem, keyFile: fleetcast.yaml } }')).toEqual(['listen.tls']);
  });

  it('tells of a long value in no time', () => {
    expect(faultPaths(`dataFolder: [${'a.'.repeat(300_000)}]`)).toEqual(['dataFolder']);
  });

  it('refuses an address that others reach while no token protects it', () => {
    expect(faultPaths('listen: { host: 0.0.0.0 }')).toEqual(['listen.host']);
    expect(faultPaths('listen: { host: 0.0.0.0 }\ntokens: { intake: i }')).toEqual(['listen.host']);
    expect(faultPaths('listen: { host: 0.0.0.0 }\ntokens: { proxy: p }')).toEqual([]);
    for (const host of ['localhost', '127.0.0.2', '"::1"']) expect(faultPaths(`listen: { host: ${host} }`)).toEqual([]);
  });
});

describe('secrets', () => {
  it('come from the file, the environment, or a file that either names', () => {
    const file = write('token', 'from-a-file\n');
    expect(valid('tokens: { proxy: plain }').tokens.proxy).toEqual(['plain']);
    expect(valid('tokens: { proxy: ["${OLD}", "${NEW}"] }', { OLD: 'one', NEW_FILE: file }).tokens.proxy).toEqual(['one', 'from-a-file']);
    expect(valid('', { FLEETCAST_PROXY_TOKEN: 'one,two' }).tokens.proxy).toEqual(['one', 'two']);
    expect(valid('', { FLEETCAST_INTAKE_TOKEN_FILE: file }).tokens.intake).toEqual(['from-a-file']);
    const source = valid(`sources: [{ kind: influxdb, name: i, url: "http://i:8086", database: t, preset: telegraf, tokenFile: token }]`).sources[0];
    expect(source.kind === 'influxdb' && source.token).toBe('from-a-file');
  });

  it('count as none when they are empty', () => {
    expect(valid('tokens: { proxy: "", intake: [""] }', { FLEETCAST_HOOKS_TOKEN: '' }).tokens).toEqual({ proxy: [], intake: [], hooks: [], metrics: [] });
    expect(faultPaths('listen: { host: 0.0.0.0 }\ntokens: { proxy: "${T}" }', { T: '' })).toEqual(['listen.host']);
  });

  it('are faults when they are missing, named twice or cannot be read', () => {
    expect(faultPaths('tokens: { proxy: "${NOWHERE}" }')).toEqual(['tokens.proxy']);
    expect(faultPaths('', { FLEETCAST_PROXY_TOKEN: 'a', FLEETCAST_PROXY_TOKEN_FILE: '/b' })).toEqual(['FLEETCAST_PROXY_TOKEN']);
    expect(faultPaths('', { FLEETCAST_PROXY_TOKEN_FILE: '/nowhere' })).toEqual(['FLEETCAST_PROXY_TOKEN_FILE']);
    const source = `sources: [{ kind: influxdb, name: i, url: "http://i:8086", database: t, preset: telegraf, token: one, tokenFile: ${write('token', 'another')} }]`;
    expect(faultPaths(source)).toEqual(['sources.0.tokenFile']);
  });

  it('that are missing are one fault each, though they leave an empty text behind', () => {
    const jira = "{ kind: jira, name: jira, url: 'https://example.atlassian.net', email: ops@example.org, project: OPS, token: '${JIRA_TOKEN}' }";
    expect(faultPaths(`tickets: { systems: [${jira}] }`)).toEqual(['tickets.systems.0.token']);
  });

  it('are redacted wherever the configuration or a fault is printed', () => {
    const secret = 's3cr3t-value';
    const yaml = `tokens: { proxy: ${secret} }
state: { databaseUrl: "postgres://u:${secret}@h/d" }
tickets: { signature: { secret: "long ${secret}" }, systems: [{ kind: jira, name: j, url: "https://j", email: a@b, token: ${secret}, project: OPS }, { kind: servicenow, name: s, url: "https://s", username: u, password: ${secret} }] }
sources:
  - { kind: prometheus, name: p, url: "http://u:${secret}@p:9090", preset: node_exporter, basicAuth: { username: u, password: ${secret} }, headers: { X-Key: ${secret} } }
`;
    const config = valid(yaml);
    for (const printed of [inspect(config, { depth: 9 }), JSON.stringify(config), String(JSON.stringify({ config }))]) {
      expect(printed).not.toContain(secret);
      expect(printed).toContain('[redacted]');
    }
    expect(config.tokens.proxy).toEqual([secret]);
    const address = loadConfig(write('bad.yaml', `state: { databaseUrl: "mysql://u:p@${secret}@h/d" }\nsources: [{ kind: prometheus, name: p, url: "ftp://u:p@${secret}@p", preset: node_exporter }]`), {});
    expect(address.kind === 'invalid' && describeFaults(address.faults)).toMatch(/received 'ftp:\/\/\[redacted\]@p'/);
    expect(address.kind === 'invalid' && describeFaults(address.faults)).not.toContain(secret);
    const outcome = loadConfig(write('bad.yaml', `tokens: { proxy: ["${secret} with space"] }\nsources: [{ kind: prometheus, name: p, url: u, preset: node_exporter, bearerToken: [${secret}] }]`), {});
    expect(outcome.kind).toBe('invalid');
    if (outcome.kind === 'invalid') expect(describeFaults(outcome.faults)).not.toContain(secret);
  });
});
