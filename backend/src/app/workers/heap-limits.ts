import type { ResourceLimits } from 'node:worker_threads';

/**
 * For threads whose data lives outside JavaScript's heap (DuckDB, SQLite, ONNX Runtime, shared buffers): V8 lets a heap that
 * may become gigabytes grow fourfold before it collects, and the garbage of seven threads adds up.
 */
export const smallHeap: ResourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 24 };
