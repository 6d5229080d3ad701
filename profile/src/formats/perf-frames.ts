/** A function as perf script names it. Lines and columns are 0 where unknown. */
export interface NativeFrame {
  readonly name: string;
  /** Of its source where a compiler at run time has told it, else the file of its machine code. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

const FRAME = /^[0-9a-f]+ (.+)$/;
/** What V8 writes with --perf-basic-prof: the kind of code, and marks for how it is compiled. */
const JAVASCRIPT = /^(?:LazyCompile|Function|Script|Eval|JS):[~^*+'-]*(.*)$/;
/** A function's name, and the place where it begins. */
const PLACED = /^(.*?)\s*((?:\/|file:|node:|[A-Za-z]:[\\/]).*?)(?::(\d+))?(?::(\d+))?$/;
/** What stands for code that is in no file, or in none that anybody knows. */
const NO_FILE = /^(?:\[unknown\]|inlined|\/\/anon|anon|\/tmp\/perf-\d+\.map|)$/;

/**
 * The frame of one line; null where it is none.
 *
 * @example nativeFrame('5581a3 main+0x1f (/usr/bin/app)') // main of /usr/bin/app
 * @example nativeFrame('55a3c1 LazyCompile:*render /app/render.js:10 (/tmp/perf-7.map)') // render of /app/render.js, line 10
 */
export function nativeFrame(text: string): NativeFrame | null {
  const [, said] = FRAME.exec(text.replace(/ \(deleted\)\)$/, ')')) ?? [];
  if (said === undefined) return null;
  const { symbol, file } = split(said);
  const [, script] = JAVASCRIPT.exec(symbol) ?? [];
  if (script === undefined) return { name: symbol, path: NO_FILE.test(file) ? '' : file, line: 0, column: 0 };
  const [, name, path, line = 0, column = 0] = PLACED.exec(script) ?? [];
  if (path === undefined) return { name: script, path: '', line: 0, column: 0 };
  return { name: name ?? '', path, line: Number(line), column: Number(column) };
}

/** Names of functions have brackets of their own: the file is in the last pair. */
function split(said: string): { symbol: string; file: string } {
  const begin = said.endsWith(')') ? said.lastIndexOf(' (') : -1;
  const symbol = begin < 0 ? said : said.slice(0, begin);
  return { symbol: symbol.trim().replace(/\+0x[0-9a-f]+$/, ''), file: begin < 0 ? '' : said.slice(begin + 2, -1) };
}
