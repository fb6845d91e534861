import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import type { Folder } from '../../sandbox/index.js';

/** The mounted library of the driver, and the link that `ldconfig` makes for it. */
export const DRIVER = { library: '/usr/lib/libcuda.so.550.54', link: '/usr/lib/libcuda.so.1' };

/**
 * Creates an OCI runtime that behaves like those of GPUs: in every container a hook bind-mounts a library of the node's
 * driver into the container and runs `ldconfig` there.
 *
 * @returns path of the runtime
 */
export function makeGpuRuntime(folder: Folder): string {
  const source = folder.write('driver.c', 'int cuda(void) { return 550; }\n');
  const library = folder.at('libcuda.so');
  execFileSync('gcc', ['-shared', '-nostdlib', '-Wl,-soname,libcuda.so.1', '-o', library, source]);
  const inContainer = [
    `mkdir -p "$1/usr/lib" && touch "$1${DRIVER.library}"`,
    `mount --bind ${library} "$1${DRIVER.library}"`,
    'exec ldconfig -r "$1"',
  ].join(' && ');
  const hook = executable(folder, 'hook', [
    'const { execFileSync } = require("node:child_process");',
    'const { readFileSync } = require("node:fs");',
    'const { pid, bundle } = JSON.parse(readFileSync(0, "utf8"));',
    'const { root } = JSON.parse(readFileSync(`${bundle}/config.json`, "utf8"));',
    `const inside = ["--mount", "--target", String(pid), "sh", "-c", ${JSON.stringify(inContainer)}, "sh", root.path];`,
    `execFileSync("nsenter", inside, { env: { PATH: ${JSON.stringify(process.env.PATH)} } });`,
  ]);
  return executable(folder, 'runtime', [
    'const { spawnSync } = require("node:child_process");',
    'const { readFileSync, writeFileSync } = require("node:fs");',
    'const args = process.argv.slice(2);',
    'if (args.includes("create")) {',
    '  const file = `${args[args.indexOf("--bundle") + 1]}/config.json`;',
    '  const spec = JSON.parse(readFileSync(file, "utf8"));',
    `  const hooks = [...(spec.hooks?.prestart ?? []), { path: ${JSON.stringify(hook)} }];`,
    '  writeFileSync(file, JSON.stringify({ ...spec, hooks: { ...spec.hooks, prestart: hooks } }));',
    '}',
    'process.exit(spawnSync("runc", args, { stdio: "inherit" }).status ?? 1);',
  ]);
}

function executable(folder: Folder, name: string, lines: readonly string[]): string {
  const file = folder.write(name, [`#!${process.execPath}`, ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
  return file;
}
