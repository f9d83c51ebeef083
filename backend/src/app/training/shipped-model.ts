import path from 'node:path';

/** The base model that comes with the program. */
export const shippedModelFolder = path.resolve(import.meta.dirname, '../../../models/base');
