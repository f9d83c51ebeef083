import { InfluxSource } from '../../io/influxdb/influx-source.ts';
import { PrometheusSource } from '../../io/prometheus/prometheus-source.ts';
import type { SourceSetting } from '../config/schema.ts';

/** Builds a configured source; servers of which nothing tells the region belong to `region`. */
export function metricSource(setting: SourceSetting, region: string): PrometheusSource | InfluxSource {
  switch (setting.kind) {
    case 'prometheus': {
      const { kind: _kind, name, ...options } = setting;
      return new PrometheusSource(name, options, region);
    }
    case 'influxdb': {
      const { kind: _kind, name, ...options } = setting;
      return new InfluxSource(name, options, region);
    }
  }
}
