/**
 * Asks the service of this container whether it serves; exit code 0 if so, else 1. The port is the one that the service
 * reads itself: PORT, else what the file of its --config says, else the usual one.
 *
 * Usage: node healthcheck.mjs MAIN PORT PATH
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { get } from 'node:http';
import { parseArgs } from 'node:util';

const [main, usualPort, path] = process.argv.slice(2);

/** Arguments of the service. Where containers see all processes of the machine, those of this one share its mounts. */
function serviceArguments() {
  const here = mountsOf('self');
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === process.pid || mountsOf(pid) !== here) continue;
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    if (commandLine.includes(main)) return commandLine.slice(commandLine.indexOf(main) + 1);
  }
  throw new Error(`${main} does not run.`);
}

/** Names the mount namespace of a process; undefined where it has ended or is not to be looked at. */
function mountsOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return undefined;
  }
}

function port() {
  if (process.env.PORT) return process.env.PORT;
  // The services also take -config FILE, with one dash.
  const args = serviceArguments().map((arg) => arg.replace(/^-(?=config(?:=|$))/, '--'));
  const { values } = parseArgs({ args, options: { config: { type: 'string' } }, strict: false });
  return (values.config && JSON.parse(readFileSync(values.config, 'utf8')).port) || usualPort;
}

get({ host: '127.0.0.1', port: port(), path, agent: false }, (answer) => {
  answer.resume();
  process.exitCode = answer.statusCode === 200 ? 0 : 1;
}).on('error', ({ message }) => {
  console.error(message);
  process.exitCode = 1;
});
