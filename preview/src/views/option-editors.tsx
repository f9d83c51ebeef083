/** The editors that panels' options are built from. Kinds that no plugin here uses say so. */
import type { SelectableValue, StandardEditorProps, StandardEditorsRegistryItem } from '@grafana/data';
import { Input, MultiSelect, RadioButtonGroup, Select, Slider, Switch, Text } from '@grafana/ui';
import * as React from 'react';

interface ChoiceSettings {
  readonly options: Array<SelectableValue<unknown>>;
}

interface RangeSettings {
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
}

function BooleanEditor({ id, value, onChange }: StandardEditorProps<boolean>) {
  return <Switch id={id} value={value ?? false} onChange={(event) => onChange(event.currentTarget.checked)} />;
}

function NumberEditor({ id, value, onChange, item }: StandardEditorProps<number, RangeSettings>) {
  const { min, max, step } = item.settings ?? {};
  const change = (text: string) => onChange(text === '' ? undefined : Number(text));
  return <Input id={id} type="number" min={min} max={max} step={step} value={value ?? ''} onChange={(event) => change(event.currentTarget.value)} />;
}

function SliderEditor({ value, onChange, item }: StandardEditorProps<number, RangeSettings>) {
  const { min = 0, max = 100, step } = item.settings ?? {};
  return <Slider value={value ?? min} min={min} max={max} step={step} onChange={onChange} />;
}

function StringEditor({ id, value, onChange }: StandardEditorProps<string>) {
  return <Input id={id} value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function SelectEditor({ id, value, onChange, item }: StandardEditorProps<unknown, ChoiceSettings>) {
  return <Select inputId={id} value={value} options={item.settings?.options ?? []} onChange={(choice) => onChange(choice.value)} />;
}

function MultiSelectEditor({ id, value, onChange, item }: StandardEditorProps<unknown[], ChoiceSettings>) {
  return <MultiSelect inputId={id} value={value} options={item.settings?.options ?? []} onChange={(choices) => onChange(choices.map((choice) => choice.value))} />;
}

function RadioEditor({ id, value, onChange, item }: StandardEditorProps<unknown, ChoiceSettings>) {
  return <RadioButtonGroup id={id} value={value} options={item.settings?.options ?? []} onChange={onChange} />;
}

function NoEditor() {
  return <Text color="secondary">Edited in Grafana only</Text>;
}

const editors: Readonly<Record<string, React.ComponentType<never>>> = {
  boolean: BooleanEditor, number: NumberEditor, slider: SliderEditor, string: StringEditor, select: SelectEditor, 'multi-select': MultiSelectEditor, radio: RadioEditor,
};
const editedInGrafana = ['unit', 'color', 'fieldColor', 'stats-picker', 'timezone', 'field-name', 'dashboard-uid', 'strings', 'thresholds', 'links', 'actions', 'mappings', 'tag', 'color-picker'];

export const optionEditors: readonly StandardEditorsRegistryItem[] = [...Object.keys(editors), ...editedInGrafana].map((id) => ({
  id, name: id, editor: (editors[id] ?? NoEditor) as StandardEditorsRegistryItem['editor'],
}));
