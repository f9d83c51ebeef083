/** A server whose name matches `pattern` has the profile. */
export interface ProfileRule {
  readonly pattern: RegExp;
  readonly profile: string;
}

export const unknownProfile = 'unknown';

/**
 * A word of a host name: at most four letters of site or stage may stand before it (`ppweb003`, `prd-db1`), and after it
 * no further letter, so that `webmaster` or `database-backup-app` are not taken for what they only begin with.
 */
const word = (words: string) => new RegExp(`(?:^|[^a-z])[a-z]{0,4}?(?:${words})(?:srv|server|node|s)?(?![a-z])`, 'i');

/** What most fleets mean by their names; the first rule that matches decides. */
export const defaultProfileRules: readonly ProfileRule[] = [
  { profile: 'cache', pattern: word('cache|redis|valkey|memcached?|varnish') },
  { profile: 'database', pattern: word('db|database|sql|mysql|maria(?:db)?|pg|postgres(?:ql)?|ora(?:cle)?|mongo(?:db)?|cassandra|elastic(?:search)?') },
  { profile: 'batch', pattern: word('batch|job|cron|etl|hadoop|spark|airflow|worker') },
  { profile: 'web', pattern: word('web|www|nginx|httpd|apache|front(?:end)?|lb|haproxy|proxy') },
  { profile: 'app', pattern: word('app|api|svc|service|tomcat|jboss|backend') },
];

/** Digits, colons and hexadecimal letters only: `10.0.0.7`, `fe80::db`. */
function isAddress(name: string): boolean {
  return /^[\d.:[\]a-f]+$/i.test(name) && /[.:]/.test(name);
}

/**
 * The profile that a server's name speaks of, by the first rule that matches. The domain part of a name says nothing,
 * and an address says nothing to the default rules, though it may to a fleet's own.
 */
export function profileOfName(name: string, rules: readonly ProfileRule[] = defaultProfileRules): string {
  const address = isAddress(name);
  const host = address ? name : name.split('.')[0];
  return rules.find((rule) => rule.pattern.test(host) && !(address && defaultProfileRules.includes(rule)))?.profile ?? unknownProfile;
}
