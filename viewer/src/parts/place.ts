export interface Place {
  readonly file: string;
  readonly package: string;
  readonly line?: number;
}

/** `express · lib/router.js:12`, `node:events`: where a function is, empty if nothing is known. */
export function placeText({ file, package: packageName, line }: Place): string {
  const place = file && line ? `${file}:${line}` : file;
  if (packageName === 'node:') return packageName + place;
  return [packageName, place].filter((part) => part !== '').join(' · ');
}
