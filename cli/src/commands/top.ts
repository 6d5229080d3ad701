import type { TopReport } from '@perf/profile/api.js';
import { Command } from 'commander';
import { evidenceText, fileEvidenceText } from '../evidence.js';
import { isFile, openProfile } from '../files/read.js';
import { seen, select, stepsOf } from '../files/selected.js';
import { topOf } from '../files/top.js';
import { withExamples } from '../help.js';
import { connect, limitOption, print, type ViewOptions, withView } from '../options.js';
import { topText } from '../reports/top.js';
import { during } from '../terminal/progress.js';

interface TopOptions extends ViewOptions {
  limit: number;
}

export function topCommand(): Command {
  const command = withView(new Command('top'))
    .description('functions by their own cost, of a service or of a file')
    .argument('<selector or file>', 'such as \'cpu{service="checkout",version="1.4.2"}\', or cpu.pb.gz')
    .addOption(limitOption('how many functions', 20))
    .action(async (source: string, options: TopOptions, command: Command) => {
      const report = await during(
        `top ${source}`,
        isFile(source) ? ofFile(source, options) : ask(source, options, command),
      );
      const evidence = isFile(source) ? fileEvidenceText : evidenceText;
      print(command, report, (top, paint) => topText(top, evidence(top, top.type, top.unit), paint));
    });
  return withExamples(command, [
    ['perfctl top \'cpu{service="checkout"}\' --from now-24h', 'what a service spent its day on'],
    ['perfctl top cpu.pb.gz --view mine', 'a file, with each package as one frame'],
    ['perf script | perfctl top -', "what Linux' perf recorded"],
  ]);
}

async function ofFile(file: string, { type, view, limit }: TopOptions): Promise<TopReport> {
  const steps = stepsOf(view);
  return topOf(seen(select(await openProfile(file), type), steps), limit);
}

function ask(query: string, { from, until, view, limit }: TopOptions, command: Command): Promise<TopReport> {
  return connect(command).get<TopReport>('top', { query, from, until, view, limit });
}
