// Makes src/generated/pprof.js and pprof.d.ts from profile.proto, and copies both beside the compiled code.
// Does nothing where the result is newer than its inputs.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const input = join(here, 'profile.proto');
const generated = join(here, 'src', 'generated');
const script = join(generated, 'pprof.js');
const types = join(generated, 'pprof.d.ts');

function changedMs(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isFresh() {
  const inputs = Math.max(changedMs(input), changedMs(fileURLToPath(import.meta.url)));
  return Math.min(changedMs(script), changedMs(types)) > inputs;
}

if (!isFresh()) {
  mkdirSync(generated, { recursive: true });
  const pbjs = join(dirname(createRequire(import.meta.url).resolve('protobufjs-cli/package.json')), 'bin', 'pbjs');
  // The dependency is named with its suffix, as Node's ES modules want it. --force-number: number-reader.ts reads
  // 64-bit integers as numbers. The comments stay, because the .d.ts is made from them.
  const options =
    '--target static-module --wrap esm --dependency protobufjs/minimal.js --root perf --force-number --dts ' +
    '--no-create --no-verify --no-convert --no-delimited --no-typeurl --no-service';
  const done = spawnSync(process.execPath, [pbjs, ...options.split(' '), '--out', script, input], { stdio: 'inherit' });
  if (done.status !== 0) {
    console.error('proto/generate.mjs: pbjs could not translate profile.proto; its message is above.');
    process.exit(1);
  }
  // Absent integers would read as Long objects where the package `long` is installed, whatever --force-number says.
  const zero = '$util.Long ? $util.Long.fromBits(0,0,false) : 0';
  const zeroUnsigned = '$util.Long ? $util.Long.fromBits(0,0,true) : 0';
  const code = readFileSync(script, 'utf8').replaceAll(zero, '0').replaceAll(zeroUnsigned, '0');
  if (code.includes('$util.Long')) {
    rmSync(script);
    console.error('proto/generate.mjs: the generated code still makes Longs; adapt the replacement to this pbjs.');
    process.exit(1);
  }
  writeFileSync(script, code);
}

const beside = join(here, 'dist', 'generated');
mkdirSync(beside, { recursive: true });
for (const name of ['pprof.js', 'pprof.d.ts']) copyFileSync(join(generated, name), join(beside, name));
