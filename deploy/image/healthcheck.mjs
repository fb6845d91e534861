/**
 * Checks the health of the service in this container: exit code 0 if it is healthy, otherwise 1. Resolves the port as the
 * service does: PORT, then the file passed by --config, then the default.
 *
 * Usage: node healthcheck.mjs MAIN PORT PATH
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { get } from 'node:http';
import { parseArgs } from 'node:util';

const [main, usualPort, path] = process.argv.slice(2);

/** Arguments of the service. A container that sees all host processes finds its own by their mount namespace. */
function serviceArguments() {
  const here = mountsOf('self');
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === process.pid || mountsOf(pid) !== here) continue;
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    if (commandLine.includes(main)) return commandLine.slice(commandLine.indexOf(main) + 1);
  }
  throw new Error(`${main} does not run.`);
}

/** Name of a process's mount namespace; undefined if the process has ended or is not readable. */
function mountsOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return undefined;
  }
}

function port() {
  if (process.env.PORT) return process.env.PORT;
  // The services also accept -config FILE, with one dash.
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
