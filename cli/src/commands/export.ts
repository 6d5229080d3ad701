import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { Mistake } from '../errors.js';
import { type CommonOptions, connect, print, type ViewOptions, withView } from '../options.js';

const FORMATS = ['pprof', 'folded', 'speedscope'] as const;

interface ExportOptions extends ViewOptions {
  format: (typeof FORMATS)[number];
  output?: string;
}

export function exportCommand(): Command {
  return withView(new Command('export'))
    .description('write the merged profile for other tools')
    .argument('<selector>', 'such as \'cpu{service="checkout"}\'')
    .addOption(new Option('--format <format>', 'the format').choices(FORMATS).default('pprof'))
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .action(async (query: string, options: ExportOptions, command: Command) => {
      const { from, until, view, format, output } = options;
      checkTarget(options, command);
      const bytes = await connect(command).download('export', { query, from, until, view, format });
      if (output === undefined) {
        process.stdout.write(bytes);
        return;
      }
      await save(output, bytes);
      print(command, { file: output, bytes: bytes.length }, (saved) => `${saved.file}: ${saved.bytes} bytes`);
    });
}

function checkTarget({ format, output }: ExportOptions, command: Command): void {
  if (output !== undefined) return;
  if (command.optsWithGlobals<CommonOptions>().json) {
    throw new Mistake('--json describes the file written: name one with -o');
  }
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
