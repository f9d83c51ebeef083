/**
 * Why something failed, in the error's own words. By its shape, not its class: errors of native add-ons and of other realms are no
 * instances of our Error. One that stands for several attempts (each address of a name) has no words of its own, but they have.
 */
export function reasonOf(error: unknown): string {
  const { message, errors, code } = (typeof error === 'object' && error !== null ? error : {}) as { readonly message?: unknown; readonly errors?: readonly unknown[]; readonly code?: unknown };
  if (typeof message === 'string' && message !== '') return message;
  if (errors !== undefined && errors.length > 0) return reasonOf(errors[0]);
  return String(code ?? error);
}
