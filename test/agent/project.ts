import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { transformSync } from '@swc/core';
import { build as esbuild } from 'esbuild';
import type { Profile } from 'pprof-format';
import webpack, { type Configuration } from 'webpack';
import { Host } from './host.js';
import { Sink } from './sink.js';

const run = promisify(execFile);
const AGENT = join(process.cwd(), 'agent/dist/index.js');

/** A function that keeps a processor busy long enough to be seen, on a busy machine too. */
export const SPIN = `
export function spin(milliseconds = 60) {
  const start = process.cpuUsage();
  let sum = 0;
  while (process.cpuUsage(start).user < milliseconds * 1000) for (let i = 0; i < 10_000; i++) sum += Math.sqrt(sum + i);
  return sum;
}`;

/** Takes the types out of what webpack reads. */
const WEBPACK_LOADER = `
const { createRequire } = require('node:module');
const { transformSync } = createRequire(${JSON.stringify(join(process.cwd(), 'package.json'))})('@swc/core');
module.exports = function (text) {
  const jsc = { parser: { syntax: 'typescript' }, target: 'es2022' };
  const { code, map } = transformSync(text, { filename: this.resourcePath, sourceMaps: true, jsc });
  this.callback(null, code, JSON.parse(map));
};`;

/** How TypeScript becomes JavaScript: where the map goes, and whether it carries the sources. */
export interface Compilation {
  readonly map: 'beside' | 'inline' | 'none';
  readonly carriesSources?: boolean;
  readonly module?: 'commonjs' | 'es6';
}

/** A program in a folder of its own. */
export class Project {
  readonly folder: string;

  constructor(files: Readonly<Record<string, string>>) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-project-')));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Compiles `src/x.ts` to `dist/x.js`, file by file, as tsc would. */
  compile(sources: readonly string[], { map, carriesSources = true, module = 'commonjs' }: Compilation): void {
    for (const source of sources) {
      const { code, map: json = '' } = transformSync(readFileSync(join(this.folder, source), 'utf8'), {
        filename: source,
        sourceMaps: map !== 'none',
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: module },
      });
      const output = source.replace('src/', 'dist/').replace(/\.ts$/, '.js');
      const parsed = JSON.parse(json || '{}');
      const text = JSON.stringify({
        ...parsed,
        sources: [`../${source}`],
        ...(carriesSources ? {} : { sourcesContent: undefined }),
      });
      const name = `${output.slice('dist/'.length)}.map`;
      if (map === 'beside') this.write(`dist/${name}`, text);
      const url = map === 'beside' ? name : `data:application/json;base64,${Buffer.from(text).toString('base64')}`;
      this.write(output, map === 'none' ? code : `${code}\n//# sourceMappingURL=${url}\n`);
    }
  }

  /** Bundles `src/main.ts` to `dist/main.js` with Rolldown. */
  async bundle(options: { minify: boolean; sourcemap: boolean | 'inline' }): Promise<void> {
    const build = { ssr: 'src/main.ts', outDir: 'dist', target: 'es2022', ...options };
    const script = `import { build } from 'vite';
      await build({ root: ${JSON.stringify(this.folder)}, configFile: false, logLevel: 'error', build: ${JSON.stringify(build)} });`;
    await run(process.execPath, ['--input-type=module', '--eval', script], { timeout: 60_000 });
  }

  /** Bundles `src/main.ts` to `dist/main.cjs` with esbuild. */
  async bundleWithEsbuild(options: { minify: boolean; sourcemap: boolean | 'inline' }): Promise<void> {
    await esbuild({
      absWorkingDir: this.folder,
      entryPoints: ['src/main.ts'],
      outfile: 'dist/main.cjs',
      bundle: true,
      platform: 'node',
      logLevel: 'error',
      ...options,
    });
  }

  /** Bundles `src/main.ts` to `dist/main.cjs` with webpack. */
  async bundleWithWebpack(options: { minimize: boolean; devtool: string }): Promise<void> {
    this.write('types.cjs', WEBPACK_LOADER);
    const config: Configuration = {
      mode: 'production',
      target: 'node',
      context: this.folder,
      entry: './src/main.ts',
      output: { path: join(this.folder, 'dist'), filename: 'main.cjs' },
      devtool: options.devtool,
      optimization: { minimize: options.minimize },
      resolve: { extensionAlias: { '.js': ['.ts'] } },
      module: { rules: [{ test: /\.ts$/, use: join(this.folder, 'types.cjs') }] },
    };
    const errors = await new Promise<unknown[]>((resolve, reject) => {
      webpack(config, (error, stats) => (error ? reject(error) : resolve(stats?.toJson().errors ?? [])));
    });
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
  }

  /** Runs it under the agent to its end, and prints the functions of its own that were seen: `compute src/a.ts:3`. */
  async functionsSeen(
    main: string,
    options: { args?: string[]; env?: Record<string, string> } = {},
  ): Promise<string[]> {
    const sink = await Sink.open();
    const load = extname(main) === '.cjs' ? ['--require', AGENT] : ['--import', pathToFileURL(AGENT).href];
    const host = Host.run([...load, ...(options.args ?? []), join(this.folder, main)], {
      PERF_SERVER_URL: sink.url,
      PERF_SERVICE: 'named',
      PERF_CPU_HZ: '1000',
      ...options.env,
    });
    const end = await host.ended;
    await sink.close();
    if (end !== 0) throw new Error(`ended with ${end}: ${host.stderr}`);
    return [...new Set(sink.windows.flatMap(({ profiles }) => functionsIn(profiles.get('cpu.pb.gz'), this.folder)))];
  }
}

/** `name file:line` of each function in this folder, relative to it, in alphabetical order. */
function functionsIn(profile: Profile | undefined, folder: string): string[] {
  const text = (index: number | bigint) => profile?.stringTable.strings[Number(index)] ?? '';
  return (profile?.function ?? [])
    .filter(({ filename }) => text(filename).startsWith(`${folder}/`) || text(filename).startsWith('webpack:'))
    .map(({ name, filename, startLine }) => `${text(name)} ${text(filename).replace(`${folder}/`, '')}:${startLine}`)
    .sort();
}
