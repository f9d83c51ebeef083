/**
 * Grafana's matching of a plugin route's `path` (pkg/web/tree.go as the plugin proxy uses it): a router pattern, not a
 * prefix. `read` matches only itself, `read/*` whatever follows, `:name` one segment. What `*` stood for is unescaped once,
 * so `%2F` becomes `/` on its way to the service.
 */

/** Path behind the route, when it matches. */
export function matchRoute(pattern: string, escapedPath: string): { readonly rest: string } | undefined {
  const wanted = trim(pattern).split('/');
  const given = trim(clean(escapedPath)).split('/');
  for (const [i, segment] of wanted.entries()) {
    if (segment === '*' && i === wanted.length - 1) {
      const rest = unescapePath(given.slice(i).join('/'));
      return rest === undefined || given.length <= i ? undefined : { rest };
    }
    const part = given[i] === undefined ? undefined : unescapePath(given[i]);
    if (part === undefined || (segment !== part && segment !== '*' && !(segment.startsWith(':') && part !== ''))) return undefined;
  }
  return given.length === wanted.length ? { rest: '' } : undefined;
}

/** As Go's path.Join('/', p): no `.`, no `..`, no doubled or trailing slash. */
function clean(escapedPath: string): string {
  const kept: string[] = [];
  for (const segment of escapedPath.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return kept.join('/');
}

function trim(path: string): string {
  return path.replace(/^\//, '').replace(/\/$/, '');
}

function unescapePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Go's default escaping of a path whose raw form no longer fits: as encodeURI, with the characters it leaves alone. */
export function escapePath(path: string): string {
  return path.split('/').map((segment) => encodeURIComponent(segment).replace(/%(24|26|2B|2C|3A|3B|3D|40)/g, (code) => decodeURIComponent(code)).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)).join('/');
}

/** Grafana's util.JoinURLFragments. */
export function joinFragments(base: string, rest: string): string {
  if (rest === '') return base;
  if (base.endsWith('/') && rest.startsWith('/')) return base + rest.slice(1);
  return base.endsWith('/') || rest.startsWith('/') ? base + rest : `${base}/${rest}`;
}
