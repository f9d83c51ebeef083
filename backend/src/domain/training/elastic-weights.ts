/**
 * Elastic weight consolidation (Kirkpatrick et al. 2017, "Overcoming catastrophic forgetting in neural networks"): parameters that
 * old data is sensitive to are held near their old values. Deviation from the paper: the pull is a proximal step after each step
 * of Adam (decoupled, as weight decay is in AdamW of Loshchilov and Hutter 2019), which no importance can make unstable; and
 * importances are divided by their mean, so that one strength suits every model.
 */
export interface ElasticWeights {
  /** [N] the old values. */
  readonly anchor: Float32Array;
  /** [N] the diagonal of the Fisher information, divided by its mean. */
  readonly importance: Float32Array;
}

/** Mean of squared gradients over batches of old data: the diagonal of the empirical Fisher information, by batch. */
export function elasticWeights(anchor: Float32Array, gradients: readonly Float32Array[]): ElasticWeights {
  const importance = new Float32Array(anchor.length);
  for (const gradient of gradients) for (let i = 0; i < importance.length; i++) importance[i] += (gradient[i] * gradient[i]) / gradients.length;
  const mean = importance.reduce((sum, one) => sum + one, 0) / importance.length;
  if (mean > 0) for (let i = 0; i < importance.length; i++) importance[i] /= mean;
  return { anchor, importance };
}

/** Moves theta towards the anchor, in place: the exact minimum of |theta' - theta|^2 / 2 + pull importance (theta' - anchor)^2 / 2. */
export function pullBack(theta: Float32Array, { anchor, importance }: ElasticWeights, pull: number): void {
  for (let i = 0; i < theta.length; i++) {
    const weight = pull * importance[i];
    theta[i] = (theta[i] + weight * anchor[i]) / (1 + weight);
  }
}
