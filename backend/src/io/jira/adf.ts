import type { TicketText } from '../../domain/tickets/wording.ts';

/** A node of the Atlassian Document Format. */
export interface AdfNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly marks?: ReadonlyArray<{ readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> }>;
  readonly content?: readonly AdfNode[];
}

export interface AdfDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly AdfNode[];
}

/**
 * The text as Jira's REST API v3 takes it: a heading and a list or paragraph for each section. Text nodes must not be empty.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ (28 January 2026)
 */
export function adfOf({ sections, link }: TicketText): AdfDocument {
  const content = sections.flatMap(({ title, lines }) => {
    const said = lines.filter((line) => line !== '');
    if (said.length === 0) return [];
    const heading: AdfNode = { type: 'heading', attrs: { level: 3 }, content: [text(title)] };
    return [heading, said.length === 1 ? paragraph(text(said[0])) : bullets(said)];
  });
  if (link === null) return { type: 'doc', version: 1, content };
  return { type: 'doc', version: 1, content: [...content, paragraph({ ...text(link.text), marks: [{ type: 'link', attrs: { href: link.url } }] })] };
}

function text(words: string): AdfNode {
  return { type: 'text', text: words };
}

function paragraph(...content: readonly AdfNode[]): AdfNode {
  return { type: 'paragraph', content };
}

function bullets(lines: readonly string[]): AdfNode {
  return { type: 'bulletList', content: lines.map((line) => ({ type: 'listItem', content: [paragraph(text(line))] })) };
}
