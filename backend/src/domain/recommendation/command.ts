/** Commands with values filled in, quoted for a POSIX shell: a server's name may hold anything. */

const parameter = /\{([A-Za-z][A-Za-z0-9]*)\}/g;
/** A value with a line end or another control character is for nobody to paste into a shell. */
const control = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/;
/** What a shell takes as it stands. A leading hyphen would be taken for an option. */
const plain = /^[A-Za-z0-9_./:@%+=,][A-Za-z0-9_./:@%+=,-]*$/;

export function unknownParameters(command: string, known: ReadonlySet<string>): readonly string[] {
  return [...command.matchAll(parameter)].map(([, name]) => name).filter((name) => !known.has(name));
}

/** Whether each parameter stands where quoting by itself is right: outside quotes, comments and substitutions. */
export function isFillable(command: string): boolean {
  let quote: string | null = null;
  let depth = 0;
  for (let at = 0; at < command.length; at++) {
    const sign = command[at];
    if (sign === '\\' && quote !== "'") at++;
    else if (quote !== null) {
      if (sign === quote) quote = null;
      else if (sign === '{' && isParameterAt(command, at)) return false;
    } else if (sign === "'" || sign === '"' || sign === '`') quote = sign;
    else if (sign === '$' && '({'.includes(command[at + 1] ?? ' ')) depth++;
    else if (sign === ')' && depth > 0) depth--;
    else if (sign === '{' && depth > 0 && isParameterAt(command, at)) return false;
    else if (sign === '#' && (at === 0 || /\s/.test(command[at - 1]))) return !new RegExp(parameter.source).test(command.slice(at));
  }
  return quote === null;
}

function isParameterAt(command: string, at: number): boolean {
  return new RegExp(`^${parameter.source}`).test(command.slice(at));
}

function quoted(value: string): string {
  if (plain.test(value)) return value;
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Null when a value cannot be given to a shell safely: it has control characters, or could be taken for an option. */
export function filledCommand(command: string, values: ReadonlyMap<string, string>): string | null {
  let isSafe = true;
  const filled = command.replaceAll(parameter, (whole, name: string) => {
    const value = values.get(name);
    if (value === undefined) return whole;
    if (value === '' || value.startsWith('-') || control.test(value)) isSafe = false;
    return quoted(value);
  });
  return isSafe ? filled : null;
}
