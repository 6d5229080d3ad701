import { readable } from '../names.js';

interface NameProps {
  readonly text: string;
  readonly class?: string;
}

/** A name from outside, as text that can be read and whose direction ends with it. */
export function Name({ text, class: className }: NameProps) {
  return <bdi class={className}>{readable(text)}</bdi>;
}
