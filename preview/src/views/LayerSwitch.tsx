import { type dataLayers, type SceneComponentProps, SceneObjectBase, type SceneObjectRef, type SceneObjectState } from '@grafana/scenes';
import { InlineSwitch } from '@grafana/ui';
import * as React from 'react';

interface State extends SceneObjectState {
  /** A reference: the layer's place is among the scene's data. */
  readonly layer: SceneObjectRef<dataLayers.AnnotationsDataLayer>;
}

/** Switches one layer of annotations. Scenes' own switch has no label that assistive technology finds. */
export class LayerSwitch extends SceneObjectBase<State> {
  static Component = LayerSwitchControl;

  constructor(layer: dataLayers.AnnotationsDataLayer) {
    super({ layer: layer.getRef() });
  }
}

function LayerSwitchControl({ model }: SceneComponentProps<LayerSwitch>): React.ReactElement {
  const { layer: reference, key } = model.useState();
  const layer = reference.resolve();
  const { name, isEnabled } = layer.useState();
  const toggle = () => {
    layer.setState({ isEnabled: !isEnabled });
    if (!isEnabled) layer.runLayer();
    else layer.cancelQuery();
  };
  return <InlineSwitch id={`layer-${key}`} label={name} showLabel value={isEnabled} onChange={toggle} />;
}
