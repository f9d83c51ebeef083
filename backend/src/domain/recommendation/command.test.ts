import { describe, expect, it } from '@jest/globals';
import { filledCommand, isFillable, unknownParameters } from './command.ts';

const fill = (server: string, command = 'ssh {server} uptime') => filledCommand(command, new Map([['server', server]]));

describe('a command', () => {
  it('takes plain values as they are and quotes the others', () => {
    expect(fill('web-1.example.org')).toBe('ssh web-1.example.org uptime');
    expect(fill('pp/db 100%:ü')).toBe("ssh 'pp/db 100%:ü' uptime");
    expect(fill("a'; rm -rf / #")).toBe("ssh 'a'\\''; rm -rf / #' uptime");
  });

  it('is not made from values that no quoting makes safe', () => {
    for (const value of ['', '-oProxyCommand=evil', 'a\nb', 'a\u0000b', 'a\u2028b']) expect(fill(value)).toBeNull();
  });

  it('may not have parameters where quotes would not do', () => {
    expect(isFillable('ssh {server} top')).toBe(true);
    for (const command of ['echo "{server}"', "echo '{server}'", 'echo `{server}`', 'echo $({server})', 'true # {server}', 'echo "open']) expect(isFillable(command)).toBe(false);
  });

  it('names parameters without a value', () => {
    expect(unknownParameters('{server} {pid} ${HOME}', new Set(['server']))).toEqual(['pid', 'HOME']);
  });
});
