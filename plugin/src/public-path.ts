/** Points lazy chunks at the folder this plugin was really loaded from: a CDN, a sub-path, or public/plugins. */
import moduleRecord from 'amd-module';

declare let __webpack_public_path__: string;

const uri = moduleRecord?.uri;
if (uri) {
  __webpack_public_path__ = uri.slice(0, uri.lastIndexOf('/') + 1);
}
