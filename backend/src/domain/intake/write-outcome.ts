/** What the receiver has accepted; samples that no rule wants are accepted and dropped, as the sender cannot do better. */
export interface Written {
  readonly samples: number;
  readonly histograms: number;
  readonly exemplars: number;
}

/** Why some of a body's parts were not taken. */
export interface Rejected {
  readonly tooOld: number;
  readonly tooNew: number;
  readonly badLabels: number;
  readonly overCap: number;
  readonly histograms: number;
  /** What was wrong with the first bad labels; empty: none were. */
  readonly labelFault: string;
}

export type WriteOutcome =
  | { readonly kind: 'accepted'; readonly written: Written }
  /** The good part is durable; sending the rest again can never succeed. */
  | { readonly kind: 'partly-rejected'; readonly written: Written; readonly message: string }
  | { readonly kind: 'too-many-series'; readonly written: Written; readonly message: string }
  | { readonly kind: 'malformed' | 'too-large' | 'storage-full' | 'storage-failed' | 'overloaded' | 'intake-down'; readonly message: string };

/** One sentence a reason, with counts and what is accepted. */
export function rejectionMessage(rejected: Rejected, written: Written, retentionDays: number, mostSeriesPerToken: number): string {
  const reasons = [
    [rejected.tooOld, `older than the ${retentionDays} days that are kept`],
    [rejected.tooNew, 'stamped more than 10 minutes in the future: check the clock of the sender'],
    [rejected.badLabels, `of series with labels that the protocol does not allow (the first: ${rejected.labelFault})`],
    [rejected.overCap, `of new series beyond the ${mostSeriesPerToken} that a token may push: drop series at the sender, or raise the limit`],
  ] as const;
  const parts = reasons.filter(([count]) => count > 0).map(([count, reason]) => `${count} samples ${reason}`);
  if (rejected.histograms > 0) parts.push(`${rejected.histograms} native histograms, which are not supported`);
  return `Rejected: ${parts.join('; ')}. The other ${written.samples} samples were accepted.`;
}

export function hasRejections(rejected: Rejected): boolean {
  return rejected.tooOld + rejected.tooNew + rejected.badLabels + rejected.overCap + rejected.histograms > 0;
}
