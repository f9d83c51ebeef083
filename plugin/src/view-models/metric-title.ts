const abbreviations = new Set(['cpu', 'io', 'jvm', 'gc', 'http', 'tcp', 'udp', 'ram', 'gpu', 'iops', 'rps']);

/** "cpu" -> "CPU", "disk_io" -> "Disk IO": for places where only the metric's name is known, not its title. */
export function metricTitle(name: string): string {
  const words = name.split('_').map((word) => (abbreviations.has(word) ? word.toUpperCase() : word));
  const first = words[0] ?? '';
  return [first.charAt(0).toUpperCase() + first.slice(1), ...words.slice(1)].join(' ');
}
