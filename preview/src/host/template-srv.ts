import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { type SceneObject, sceneGraph } from '@grafana/scenes';

/** As Grafana's in a dashboard of Scenes: the scene that asks, or else the active one, knows the variables. */
export class HostTemplateSrv implements TemplateSrv {
  getVariables(): TypedVariableModel[] {
    return [];
  }

  replace(target = '', scopedVars?: ScopedVars, format?: Parameters<TemplateSrv['replace']>[2]): string {
    // A variable that looks for its values asks while it is not active yet; the page's scene may be one that was left.
    const asking = (scopedVars?.__sceneObject?.value as { valueOf(): SceneObject } | undefined)?.valueOf();
    const shown = window.__grafanaSceneContext as SceneObject | undefined;
    const scene = asking ?? (shown?.isActive ? shown : undefined);
    if (scene !== undefined) return sceneGraph.interpolate(scene, target, scopedVars, format as never);
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
