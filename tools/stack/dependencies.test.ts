import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const dependencyMap = z.record(z.string(), z.string()).default({});
const manifestShape = z.looseObject({ workspaces: z.array(z.string()).default([]), dependencies: dependencyMap, devDependencies: dependencyMap });
const manifestOf = (folder: string): z.infer<typeof manifestShape> => manifestShape.parse(JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')));

const manifests = ['.', ...manifestOf('.').workspaces].map(manifestOf);
const direct = manifests.flatMap((manifest) => Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })).filter(([name]) => !name.startsWith('@fleetcast/'));

describe('the dependencies', () => {
  it('are all exact versions', () => {
    expect(direct.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('each have a reason in docs/decisions/dependencies.md, and no reason is left over', () => {
    const page = readFileSync(path.join(root, 'docs/decisions/dependencies.md'), 'utf8');
    const explained = new Set(page.split('\n').filter((line) => line.startsWith('| `')).flatMap((line) => [...line.split('|')[1].matchAll(/`([^`]+)`/g)].map((match) => match[1])));
    expect([...explained].sort()).toEqual([...new Set(direct.map(([name]) => name))].sort());
  });
});
