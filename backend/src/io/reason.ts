/** Why something failed, in the error's own words. One that stands for several tries (each address of a name) has none, but they have. */
export function reasonOf(error: unknown): string {
  const { message, errors, code } = (typeof error === 'object' && error !== null ? error : {}) as { readonly message?: unknown; readonly errors?: readonly unknown[]; readonly code?: unknown };
  if (typeof message === 'string' && message !== '') return message;
  if (errors !== undefined && errors.length > 0) return reasonOf(errors[0]);
  return String(code ?? error);
}
