/** Why the ledger's file took or gave nothing; the next call opens it anew. */
export interface LedgerFault {
  readonly kind: 'storage-full' | 'storage-failed';
  readonly message: string;
}

/** Nothing else that the ledger answers has a kind. */
export function isLedgerFault(outcome: object | number | null): outcome is LedgerFault {
  return typeof outcome === 'object' && outcome !== null && 'kind' in outcome;
}
