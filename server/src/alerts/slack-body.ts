import { visible } from '@perf/profile/markdown/text.js';
import type { Message } from './message.js';

/** Slack's bounds are 3,000 characters of a text in a section; the title is what a notification shows, too. */
const mostOfSection = 3_000;
const mostOfTitle = 600;
const mostOfLine = 400;
const mostLines = 20;

/** Blocks of Slack: title, details, and a link to the page. Nothing in a name is markup. */
export function slackBody({ title, details, url, homeUrl }: Message) {
  const lines = details.slice(0, mostLines).map((line) => visible(line, mostOfLine));
  const text = escaped(visible(title, mostOfTitle), mostOfTitle);
  const rest = escaped(lines.join('\n').trim(), mostOfSection);
  return { text, blocks: [section(text), ...(rest === '' ? [] : [section(rest)]), link(url, homeUrl)] };
}

/** Of `mrkdwn`, a name such as `__init__` would lose its underscores. */
function section(text: string) {
  return { type: 'section', text: { type: 'plain_text', text, emoji: false } };
}

/** A button would need an app that answers Slack. A name of 10,000 characters fits into an address, and not into a link. */
function link(url: string, homeUrl: string) {
  const linkTo = (to: string) => `<${escaped(to.replace(/\|/g, '%7C'), Number.POSITIVE_INFINITY)}|Open in perf>`;
  const text = linkTo(url);
  return { type: 'section', text: { type: 'mrkdwn', text: text.length <= mostOfSection ? text : linkTo(homeUrl) } };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What Slack reads as it was written, the end cut off where it would be longer. */
function escaped(text: string, most: number): string {
  let written = '';
  for (const character of text) {
    const next = entities[character] ?? character;
    if (written.length + next.length >= most) return `${written}…`;
    written += next;
  }
  return written;
}
