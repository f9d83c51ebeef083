/** User and password that stand in an address. */
export interface UrlCredentials {
  readonly username: string;
  readonly password: string;
}

/** Undefined: the address names no user. */
export function credentialsIn(address: string): UrlCredentials | undefined {
  const { username, password } = new URL(address);
  return username === '' ? undefined : { username: unescaped(username), password: unescaped(password) };
}

/** A percent sign that escapes nothing stands for itself. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** For settings whose address is shown to people as it stands. */
export function namesNobody(address: string): boolean {
  return !URL.canParse(address) || credentialsIn(address) === undefined;
}
