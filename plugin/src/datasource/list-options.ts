import { getTemplateSrv } from '@grafana/runtime';
import type { ComboboxOption } from '@grafana/ui';

/** Values to choose from, led by the dashboard's variables. */
export function listOptions(values: readonly string[]): ComboboxOption[] {
  const variables = getTemplateSrv().getVariables().map(({ name }) => ({ value: `$${name}`, label: `$${name}`, description: 'Variable' }));
  return [...variables, ...values.map((value) => ({ value, label: value }))];
}

/** The chosen ones as options, whether or not the list knows them. */
export function chosenOptions(values: readonly string[] | undefined): ComboboxOption[] {
  return (values ?? []).map((value) => ({ value, label: value }));
}
