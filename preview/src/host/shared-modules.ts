/** Plugins are AMD modules that find React, rxjs and the @grafana packages with their host: SystemJS hands them this page's own. */
import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';
import 'systemjs/dist/extras/named-register.js';

import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import i18next from 'i18next';
import lodash from 'lodash';
import moment from 'moment';
import * as react from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import * as reactDom from 'react-dom';
import * as reactRouter from 'react-router';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';

/** `__useDefault` tells SystemJS that the default export is the module, as CommonJS libraries expect. */
const commonJs = (library: object) => ({ ...library, default: library, __useDefault: true });

const shared: Readonly<Record<string, object>> = {
  '@emotion/css': emotionCss,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/ui': grafanaUi,
  i18next: { default: i18next, __useDefault: true },
  lodash: commonJs(lodash),
  moment: commonJs(moment),
  react,
  'react/jsx-runtime': jsxRuntime,
  'react-dom': reactDom,
  'react-router': reactRouter,
  rxjs,
  'rxjs/operators': rxjsOperators,
};

for (const [name, module] of Object.entries(shared)) window.System.set(`package:${name}`, module);
window.System.addImportMap({ imports: Object.fromEntries(Object.keys(shared).map((name) => [name, `package:${name}`])) });

export function importModule(url: string): Promise<unknown> {
  return window.System.import(url);
}
