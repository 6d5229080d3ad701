import { RunningServer } from './running.js';

/** Stores what it is given by a server that looks for nothing as yet. */
export async function storeUnseen(dataDir: string, push: (server: RunningServer) => Promise<void>): Promise<void> {
  const server = await RunningServer.start({ dataDir, flags: ['--compare-every', '1h'] });
  await push(server);
  await server.stop();
}

/** What a server that starts on a folder answers once its first round is over, as `isOver` sees by the answer. */
export async function firstRound<Report>(
  dataDir: string,
  call: string,
  isOver: (report: Report, startMs: number) => boolean,
  alsoAsk: (server: RunningServer) => Promise<void> = async () => {},
): Promise<Report> {
  const server = await RunningServer.start({ dataDir, flags: ['--compare-every', '1s', '--log-level', 'info'] });
  const startMs = Date.now();
  for (;;) {
    const report = await server.get<Report>(call);
    if (isOver(report, startMs)) {
      await alsoAsk(server);
      await server.stop();
      return report;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
