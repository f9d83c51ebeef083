/** What the templates of plugin routes are filled with: `{{ .JsonData.name }}` and `{{ .SecureJsonData.name }}`, anywhere in a text. */
export interface TemplateData {
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

/** Absent names become empty text (Go's zero value of a missing map key, as Grafana's "missingkey=zero" leaves it). */
export function interpolate(template: string, data: TemplateData): string {
  return template.replace(/\{\{\s*\.(JsonData|SecureJsonData)\.(\w+)\s*\}\}/g, (_, from: string, name: string) => {
    const value = from === 'JsonData' ? data.jsonData[name] : data.secureJsonData[name];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  });
}
