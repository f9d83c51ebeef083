/** In place of the Monaco editor, which is larger than everything else in the page and which no page here opens. */
import * as React from 'react';

export const loader = { config: (): void => {} };

export default function NoCodeEditor(): React.ReactElement {
  return <em>The preview has no code editor.</em>;
}
