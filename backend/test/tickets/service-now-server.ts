/** ServiceNow's Table API as far as it is used, with schemas written down from ServiceNow's documentation. */
import { z } from 'zod';
import { VendorServer, type VendorAnswer, type VendorRequest } from './vendor-server.ts';

/**
 * Table API: https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html (12 March 2026). Fields of a record are
 * strings; those of an incident: https://docs.newrelic.com/docs/workflow-automation/setup-and-configure/actions-catalog/servicenow/servicenow-incident-update/
 * (November 2026), with the lengths of the columns short_description (160), description (4000 on new instances) and correlation_id (100).
 */
const incident = {
  short_description: z.string().min(1).max(160),
  description: z.string().max(4000),
  urgency: z.enum(['1', '2', '3']),
};
const createRecord = z.strictObject({ ...incident, correlation_id: z.string().min(1).max(100), correlation_display: z.string().max(100), assignment_group: z.string().optional() });
const changeRecord = z.strictObject({ ...incident, state: z.enum(['1', '2', '3', '6', '7', '8']).optional(), close_code: z.string().optional(), close_notes: z.string().optional() });
const listQuery = z.strictObject({ sysparm_query: z.string().optional(), sysparm_fields: z.string(), sysparm_limit: z.string().regex(/^\d+$/), sysparm_display_value: z.enum(['true', 'false', 'all']).optional() });
const oneQuery = z.strictObject({ sysparm_fields: z.string() });

const titles: Readonly<Record<string, string>> = { 1: 'New', 2: 'In Progress', 3: 'On Hold', 6: 'Resolved', 7: 'Closed', 8: 'Canceled' };
/** Resolving without saying how is refused by the data policy of new instances. */
const needsCloseNotes = new Set(['6', '7']);

export class ServiceNowServer {
  readonly records: Array<Record<string, string>> = [];
  readonly web: VendorServer;

  constructor(username: string, password: string) {
    this.web = new VendorServer(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`, (request) => this.answer(request));
  }

  private answer({ method, path, query, body }: VendorRequest): VendorAnswer {
    const [, table, id] = /^\/api\/now\/table\/(incident)(?:\/([0-9a-f]{32}))?$/.exec(path) ?? [];
    if (table === undefined) return { status: 400, body: invalid('Invalid table') };
    const asked = Object.fromEntries(query);
    if (id === undefined && method === 'GET') return checked(listQuery, asked, (parsed) => ({ status: 200, body: { result: this.select(parsed) } }));
    if (id === undefined && method === 'POST') return checked(createRecord, body, (fields) => {
      const place = this.records.length + 1;
      const record = { ...(fields as Record<string, string>), sys_id: place.toString(16).padStart(32, '0'), number: `INC${String(place).padStart(7, '0')}`, state: '1' };
      this.records.push(record);
      return { status: 201, body: { result: only(record, query.get('sysparm_fields')) } };
    });
    const record = this.records.find((one) => one.sys_id === id);
    if (record === undefined) return { status: 404, body: { error: { message: 'No Record found', detail: "Record doesn't exist or ACL restricts the record retrieval" }, status: 'failure' } };
    if (method === 'GET') return checked(oneQuery, asked, ({ sysparm_fields }) => ({ status: 200, body: { result: only(record, sysparm_fields) } }));
    if (method === 'PATCH') return checked(changeRecord, body, (fields) => {
      if (needsCloseNotes.has(fields.state ?? '') && (fields.close_code === undefined || fields.close_notes === undefined)) return { status: 400, body: invalid('close_code and close_notes are mandatory') };
      Object.assign(record, fields);
      return { status: 200, body: { result: only(record, query.get('sysparm_fields')) } };
    });
    return { status: 400, body: invalid(`undocumented: ${method} ${path}`) };
  }

  private select({ sysparm_query = '', sysparm_fields, sysparm_limit, sysparm_display_value }: z.infer<typeof listQuery>): readonly object[] {
    const byReference = /^correlation_id=([^^]+)\^ORDERBYsys_created_on$/.exec(sysparm_query)?.[1];
    const ids = /^sys_idIN([0-9a-f,]+)$/.exec(sysparm_query)?.[1].split(',');
    const found = this.records.filter((record) => (byReference !== undefined ? record.correlation_id === byReference : ids === undefined || ids.includes(record.sys_id)));
    const rows = found.slice(0, Number(sysparm_limit)).map((record) => only(record, sysparm_fields));
    if (sysparm_display_value !== 'all') return rows;
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([field, value]) => [field, { value, display_value: field === 'state' ? titles[value] : value }])));
  }
}

function only(record: Readonly<Record<string, string>>, fields: string | null): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([field]) => fields === null || fields.split(',').includes(field)));
}

function invalid(message: string): object {
  return { error: { message, detail: null }, status: 'failure' };
}

function checked<T>(schema: z.ZodType<T>, value: unknown, then: (parsed: T) => VendorAnswer): VendorAnswer {
  const parsed = schema.safeParse(value);
  return parsed.success ? then(parsed.data) : { status: 400, body: invalid(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')) };
}
