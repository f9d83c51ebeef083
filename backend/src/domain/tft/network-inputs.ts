import type { InputName } from './model-inputs.ts';

/** The inputs of model-inputs.ts as tensors, and the embedding row of each series [B] where the network has a table. */
export type NetworkInputs<T> = Readonly<Record<InputName, T>> & { readonly embeddingRows?: T };
