/** Where a command writes: its result to stdout, which may be a file; how far it is to stderr, if that is a terminal. */
export interface Output {
  line(text: string): void;
  /** Replaces what was said before. */
  progress(text: string): void;
  /** Takes the last progress away. */
  done(): void;
}

export function terminalOutput(): Output {
  const { stdout, stderr } = process;
  const replace = (text: string): void => {
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`);
  };
  return {
    line: (text) => {
      replace('');
      stdout.write(`${text}\n`);
    },
    progress: replace,
    done: () => replace(''),
  };
}

/** `12.3 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
