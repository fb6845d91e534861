import 'reflect-metadata';
import { join } from 'node:path';
import { AgentConfiguration } from '../../apps/agent/src/config/agent-configuration.js';
import { ShieldConfiguration } from '../../apps/shield/src/config/shield-configuration.js';
import { type ConfigurationKey, configurationKeys } from './configuration-keys.js';

const HEAD = `# Configuration

Shield and agent read the same kinds of sources:

- a JSON file with keys in lower case, named by \`--config FILE\` (or \`-config FILE\`);
- environment variables with the same keys in upper case, which take precedence over the file.

Numbers may be written as text, lists as comma-separated text. An empty string means absent. An unknown key in the file is
an error that names it. \`shield --help\`, \`agent --help\` and \`--version\` work without a configuration. Tracing has no keys:
it is configured by [OpenTelemetry's variables](operations.md#traces).

Without tokens anyone who can reach the port has full access; both services warn at startup.

\`npm run docs\` generates this page from the classes \`ShieldConfiguration\` and \`AgentConfiguration\`.
`;

const TABLE_HEAD = '| key | value | default | meaning |\n|---|---|---|---|';

/** docs/configuration.md: the keys of both services as tables, in Markdown. */
export function configurationPage(root: string): string {
  const shield = join(root, 'apps/shield/src/config/shield-configuration.ts');
  const agent = join(root, 'apps/agent/src/config/agent-configuration.ts');
  return [
    HEAD,
    section('Shield', configurationKeys(ShieldConfiguration, shield)),
    section('Agent', configurationKeys(AgentConfiguration, agent)),
  ].join('\n');
}

function section(title: string, keys: readonly ConfigurationKey[]): string {
  const details = keys.filter((key) => key.details !== '');
  return [
    `## ${title}\n`,
    TABLE_HEAD,
    ...keys.map(row),
    ...details.map(({ name, details }) => `\n### \`${name}\` of the ${title.toLowerCase()}\n\n${details}`),
    '',
  ].join('\n');
}

function row({ name, value, fallback, summary }: ConfigurationKey): string {
  return `| \`${name}\` | ${value} | ${fallback} | ${summary} |`;
}
