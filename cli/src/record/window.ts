import { Mistake } from '../errors.js';

/** What an agent sends each interval: multipart/form-data with a `meta` part and a `profile` part for each profile. */
export interface Window {
  readonly id: string;
  /** The folder the program lies in; the names of its files are made relative to it. */
  readonly root: string;
  readonly service: string;
  /** `host:pid:random`, another one for each process. */
  readonly instance: string;
  /** Pprofs with the names of their parts: `cpu.pb.gz`, `heap-3.pb.gz` of thread 3. */
  readonly profiles: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

interface Meta {
  readonly id?: string;
  readonly root?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** @throws Mistake for what no agent sends. */
export async function readWindow(contentType: string, body: Uint8Array<ArrayBuffer>): Promise<Window> {
  const parts = await new Response(body, { headers: { 'content-type': contentType } }).formData().catch(() => {
    throw new Mistake('the body is no multipart/form-data');
  });
  const { id = '', root = '', labels = {} } = metaOf(parts.get('meta'));
  const profiles: { name: string; bytes: Uint8Array }[] = [];
  for (const part of parts.getAll('profile')) {
    if (typeof part === 'string') throw new Mistake('a part "profile" is text');
    profiles.push({ name: part.name, bytes: new Uint8Array(await part.arrayBuffer()) });
  }
  return { id, root, service: labels.service ?? 'node', instance: labels.instance ?? '', profiles };
}

function metaOf(part: unknown): Meta {
  try {
    return JSON.parse(String(part)) as Meta;
  } catch {
    throw new Mistake('the part "meta" is no JSON');
  }
}
