import { describe, expect, it } from '@jest/globals';
import { SharedAnswers } from './shared-answers.ts';

/** Answers when told to. */
function desk() {
  const asked: { readonly signal: AbortSignal; readonly answer: (text: string) => void; readonly fail: (error: Error) => void }[] = [];
  const ask = (signal: AbortSignal) => new Promise<string>((answer, fail) => asked.push({ signal, answer, fail }));
  const shared = new SharedAnswers<string>();
  return { asked, of: (question: string, signal = new AbortController().signal) => shared.ask(question, signal, ask) };
}

describe('questions alike that are under way', () => {
  it('share one request and its answer; other questions have their own', async () => {
    const { asked, of } = desk();
    const answers = [of('a'), of('a'), of('b')];
    expect(asked).toHaveLength(2);
    asked[0].answer('one');
    asked[1].answer('two');
    expect(await Promise.all(answers)).toEqual(['one', 'one', 'two']);
  });

  it('fail together, and are asked anew afterwards', async () => {
    const { asked, of } = desk();
    const answers = [of('a'), of('a')];
    asked[0].fail(new Error('away'));
    expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = of('a');
    asked[1].answer('back');
    expect(await again).toBe('back');
  });

  it('go on for those who wait when one leaves, and end with the last', async () => {
    const { asked, of } = desk();
    const [first, second] = [new AbortController(), new AbortController()];
    const answers = [of('a', first.signal), of('a', second.signal)];
    first.abort(new Error('left'));
    await expect(answers[0]).rejects.toThrow('left');
    expect(asked[0].signal.aborted).toBe(false);
    second.abort(new Error('left too'));
    await expect(answers[1]).rejects.toThrow('left too');
    expect(asked[0].signal.aborted).toBe(true);
    const next = of('a');
    expect(asked).toHaveLength(2);
    asked[1].answer('fresh');
    expect(await next).toBe('fresh');
  });

  it('are not begun for somebody who has left already', async () => {
    const { asked, of } = desk();
    await expect(of('a', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(asked).toEqual([]);
  });
});
