import { writeFile } from 'node:fs/promises';
import { formatValue } from '@perf/profile/units.js';
import { Command, Option } from 'commander';
import { Mistake } from '../errors.js';
import { convert, FORMATS, type Format } from '../files/convert.js';
import { isFile, openProfile } from '../files/read.js';
import { withExamples } from '../help.js';
import { connect, isJson, print, type ViewOptions, withView } from '../options.js';
import { Progress } from '../terminal/progress.js';

interface ExportOptions extends ViewOptions {
  format: Format;
  output?: string;
}

export function exportCommand(): Command {
  const command = withView(new Command('export'))
    .description('write a selection, or a file of any format, for other tools')
    .argument('<selector or file>', 'such as \'cpu{service="checkout"}\', or cpu.cpuprofile')
    .addOption(new Option('--format <format>', 'the format').choices(FORMATS).default('pprof'))
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .action(async (source: string, options: ExportOptions, command: Command) => {
      checkTarget(options, command);
      const bytes = await (isFile(source) ? ofFile(source, options) : download(source, options, command));
      if (options.output === undefined) {
        process.stdout.write(bytes);
        return;
      }
      await save(options.output, bytes);
      print(command, { file: options.output, bytes: bytes.length }, (saved) => `${saved.file}: ${saved.bytes} bytes`);
    });
  return withExamples(command, [
    ['perfctl export \'cpu{service="checkout"}\' -o checkout.pb.gz', 'for go tool pprof'],
    ['perfctl export app.cpuprofile --format folded | flamegraph.pl > app.svg', "V8's profile as folded stacks"],
  ]);
}

async function ofFile(file: string, { type, view, format }: ExportOptions): Promise<Uint8Array> {
  return convert(await openProfile(file), format, type, view);
}

async function download(query: string, options: ExportOptions, command: Command): Promise<Uint8Array> {
  const { from, until, view, format } = options;
  const progress = new Progress();
  progress.show('waiting for the server');
  try {
    return await connect(command).download('export', { query, from, until, view, format }, (bytes, total) =>
      progress.show(`${formatValue(bytes, 'bytes')} received`, bytes, total),
    );
  } finally {
    progress.end();
  }
}

function checkTarget({ format, output }: ExportOptions, command: Command): void {
  if (output !== undefined) return;
  if (isJson(command)) throw new Mistake('--json describes the file written: name one with -o');
  if (format === 'pprof' && process.stdout.isTTY) {
    throw new Mistake('a pprof is binary: name a file with -o, or send standard output to one');
  }
}

async function save(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (error) {
    throw new Mistake(`cannot write ${file}: ${(error as Error).message}`);
  }
}
