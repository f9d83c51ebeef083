import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { type SceneObject, sceneGraph } from '@grafana/scenes';

/** As Grafana's in a dashboard of Scenes: the scene that asks, or else the active one, knows the variables. */
export class HostTemplateSrv implements TemplateSrv {
  getVariables(): TypedVariableModel[] {
    return [];
  }

  replace(target = '', scopedVars?: ScopedVars, format?: Parameters<TemplateSrv['replace']>[2]): string {
    const asking = (scopedVars?.__sceneObject?.value as { valueOf(): SceneObject } | undefined)?.valueOf() ?? (window.__grafanaSceneContext as SceneObject | undefined);
    if (asking?.isActive) return sceneGraph.interpolate(asking, target, scopedVars, format as never);
    return target.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => {
      const value: unknown = scopedVars?.[name]?.value;
      return typeof value === 'string' || typeof value === 'number' ? String(value) : whole;
    });
  }

  containsTemplate(target = ''): boolean {
    return /\$\w+|\$\{[^}]+\}|\[\[\w+/.test(target);
  }

  updateTimeRange(): void {
    // Scenes carry their own time range.
  }
}
