// Writes node-cpu.pb.gz and node-heap.pb.gz, profiles by @datadog/pprof, into the current folder:
//
//     cd test/golden && node node-profile.mjs
//
// A run takes two seconds. Recursion, anonymous functions, methods and Node's own code are in it.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { encode, heap, time } from '@datadog/pprof';
import { decodePprof, encodePprof } from '@perf/proto';

class Shop {
  constructor() {
    this.kept = [];
  }

  fibonacci(n) {
    return n < 2 ? n : this.fibonacci(n - 1) + this.fibonacci(n - 2);
  }

  prices(count) {
    return Array.from({ length: count }, (_, at) => ({ at, price: (at * 7919) % 1009 })).sort((a, b) => a.price - b.price);
  }

  hash(text) {
    return createHash('sha256').update(text).digest('hex');
  }

  keep(count) {
    for (let at = 0; at < count; at++) this.kept.push(this.hash(String(at)).repeat(2));
  }
}

const folder = dirname(fileURLToPath(import.meta.url));

/** Writes a profile as if it had been made in /srv/shop. */
async function write(name, profile) {
  const pprof = decodePprof(await encode(profile));
  const elsewhere = (text) => text.replaceAll(folder, '/srv/shop').replaceAll(resolve(folder, '../..'), '/srv/shop');
  writeFileSync(name, gzipSync(encodePprof({ ...pprof, stringTable: pprof.stringTable.map(elsewhere) })));
}

const shop = new Shop();
time.start({ intervalMicros: 10_000, durationMillis: 10_000, withContexts: true, collectCpuTime: true });
for (const until = Date.now() + 1_500; Date.now() < until; ) {
  shop.fibonacci(22);
  JSON.parse(JSON.stringify(shop.prices(5_000)));
  shop.hash('x'.repeat(100_000));
}
await write('node-cpu.pb.gz', time.stop());

heap.start(4_096, 64);
shop.keep(5_000);
await write('node-heap.pb.gz', heap.profile());
heap.stop();
