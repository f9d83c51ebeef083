import type { ResourceLimits } from 'node:worker_threads';

/**
 * For threads whose data lives outside JavaScript's heap (DuckDB, SQLite, ONNX Runtime, shared buffers): V8 lets a heap that
 * may become gigabytes grow fourfold before it collects, and the garbage of seven threads adds up.
 */
export const smallHeap: ResourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 24 };

/**
 * For the cycle, whose directories and decisions of 10,000 servers live in the heap. Below 2 GB V8 collects when the heap has
 * doubled, instead of when it is four times what it was.
 */
export const cycleHeap: ResourceLimits = { maxOldGenerationSizeMb: 2000, maxYoungGenerationSizeMb: 24 };
