import { z } from 'zod';
import { instant } from './units.ts';

export const backup = z.object({
  folder: z.string().describe('absolute path on the machine of the service; the caller takes it away, the next backup removes it'),
  createdAt: instant,
  files: z.number().int(),
  bytes: z.number().int(),
  notes: z.array(z.string()).describe('what the backup does not hold, in plain words'),
});
export type Backup = z.infer<typeof backup>;
