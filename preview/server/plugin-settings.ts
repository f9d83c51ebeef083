/** GET and POST /api/plugins/:id/settings as Grafana answers them: secrets go in and never come out. */
import { roleSuffices } from '@fleetcast/contract';
import { json, Router } from 'express';
import { z } from 'zod';

import { assetBase, type FoundPlugin } from './plugin-manifest.ts';
import type { Sessions } from './session.ts';
import type { TemplateData } from './template.ts';

const update = z.object({
  enabled: z.boolean().optional(),
  pinned: z.boolean().optional(),
  jsonData: z.record(z.string(), z.unknown()).nullish(),
  secureJsonData: z.record(z.string(), z.string()).nullish(),
});

export class PluginSettings {
  private readonly plugin: FoundPlugin;
  private enabled = true;
  private pinned = true;
  private jsonData: Record<string, unknown>;
  private readonly secureJsonData: Record<string, string>;

  constructor(plugin: FoundPlugin, initial: TemplateData) {
    this.plugin = plugin;
    this.jsonData = { ...initial.jsonData };
    this.secureJsonData = { ...initial.secureJsonData };
  }

  templateData(): TemplateData {
    return { jsonData: this.jsonData, secureJsonData: this.secureJsonData };
  }

  /** What the browser gets to know. */
  shown(): Readonly<Record<string, unknown>> {
    const { manifest } = this.plugin;
    const home = manifest.includes?.find((include) => include.defaultNav);
    return {
      name: manifest.name, type: manifest.type, id: manifest.id, enabled: this.enabled, pinned: this.pinned, autoEnabled: false,
      module: `${assetBase(this.plugin)}/module.js`, baseUrl: assetBase(this.plugin),
      info: manifest.info, includes: manifest.includes ?? [], dependencies: manifest.dependencies ?? {}, extensions: manifest.extensions ?? {},
      jsonData: this.jsonData,
      secureJsonFields: Object.fromEntries(Object.entries(this.secureJsonData).filter(([, value]) => value !== '').map(([name]) => [name, true])),
      defaultNavUrl: home?.path ?? `/plugins/${manifest.id}/`, latestVersion: '', hasUpdate: false, state: '', signature: 'unsigned',
      signatureType: '', signatureOrg: '', angularDetected: false, loadingStrategy: 'script',
    };
  }

  router(sessions: Sessions): Router {
    const router = Router();
    const path = `/api/plugins/${this.plugin.manifest.id}/settings`;
    router.get(path, (_request, response) => void response.json(this.shown()));
    router.post(path, json(), (request, response) => {
      if (!roleSuffices(sessions.of(request, response).role, 'Admin')) {
        return void response.status(403).json({ message: "You'll need additional permissions to perform this action. Permissions needed: plugins:write", title: 'Access denied' });
      }
      const parsed = update.safeParse(request.body);
      if (!parsed.success) return void response.status(400).json({ message: 'bad request data', error: z.prettifyError(parsed.error) });
      this.enabled = parsed.data.enabled ?? this.enabled;
      this.pinned = parsed.data.pinned ?? this.pinned;
      this.jsonData = { ...(parsed.data.jsonData ?? {}) };
      Object.assign(this.secureJsonData, parsed.data.secureJsonData ?? {});
      response.json({ message: 'Plugin settings updated' });
    });
    return router;
  }
}
