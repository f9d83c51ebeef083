/** One value of the service's /metrics; a line is asked for as it stands there, labels included. */
export async function scrape(url: string): Promise<(line: string) => number> {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`/metrics was answered ${response.status}: ${await response.text()}`);
  const values = new Map((await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => {
    const at = line.lastIndexOf(' ');
    return [line.slice(0, at), Number(line.slice(at + 1))];
  }));
  return (line) => values.get(line) ?? NaN;
}
