import { probabilityText } from '@fleetcast/contract';

/** A risk as people read it; a dash where none is known. */
export function riskInWords(risk: number | null): string {
  return risk === null ? '–' : probabilityText(risk);
}
