/** How a figure reads in a sentence; the plugin formats the same figures by Grafana's units. */
const symbols: Readonly<Record<string, string>> = { percent: '%', KBs: 'KB/s', Bps: 'B/s', ms: 'ms', s: 's', 'µs': 'µs', reqps: 'req/s', bytes: 'bytes', short: '' };

/** Three significant digits: more says nothing that a forecast can know. */
function digits(value: number): string {
  return String(Number(Math.abs(value) < 0.05 ? 0 : value.toPrecision(3)));
}

/** As Grafana writes units: "80%", "120 ms". */
export function valueText(value: number, unit: string): string {
  return `${digits(value)}${unit === 'percent' ? '' : ' '}${symbols[unit] ?? unit}`.trim();
}

/** Without its sign. A difference of percentages is told in points. */
export function differenceText(value: number, unit: string): string {
  return unit === 'percent' ? `${digits(Math.abs(value))} points` : valueText(Math.abs(value), unit);
}

export function percentText(share: number): string {
  return `${Math.round(share * 100)}%`;
}

export function durationText(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  return whole % 60 === 0 ? `${whole / 60} h` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}
