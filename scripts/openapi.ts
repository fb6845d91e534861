/**
 * Writes the OpenAPI documents of shield and agent into docs/openapi, and what the client of the shield's API knows of it
 * into libs/client. The end-to-end tests tell when the documents are not what the code says, `--check` whether the client
 * is what the documents say.
 *
 * Usage: tsx scripts/openapi.ts [--check]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypes, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { AgentProcess, type ServiceProcess, ShieldProcess, stopAll } from '../sandbox/index.js';

const ROOT = join(import.meta.dirname, '..');
const DOCUMENTS = join(ROOT, 'docs/openapi');
const TYPES = join(ROOT, 'libs/client/src/shield-api.ts');

const TYPES_HEAD = `// Made from docs/openapi/shield.json by \`npm run openapi\`.\n\n`;

async function writeDocuments(): Promise<void> {
  mkdirSync(DOCUMENTS, { recursive: true });
  try {
    const shield = await ShieldProcess.start();
    const agent = await AgentProcess.start({ shield, engine: { host: 'unix:///nowhere/docker.sock' } });
    await write('shield', shield);
    await write('agent', agent);
  } finally {
    await stopAll();
  }
}

async function write(name: string, service: ServiceProcess & { readonly address: string }): Promise<void> {
  const document = await (await fetch(`${service.address}/docs-json`)).text();
  writeFileSync(join(DOCUMENTS, `${name}.json`), await pretty(document, 'document.json'));
}

async function types(): Promise<string> {
  const document = readFileSync(join(DOCUMENTS, 'shield.json'), 'utf8');
  return pretty(TYPES_HEAD + astToString(await openapiTypes(document)), TYPES);
}

async function pretty(text: string, filepath: string): Promise<string> {
  return format(text, { ...(await resolveConfig(join(ROOT, 'package.json'))), filepath });
}

if (!process.argv.includes('--check')) {
  await writeDocuments();
  writeFileSync(TYPES, await types());
} else if (readFileSync(TYPES, 'utf8') !== (await types())) {
  console.error('libs/client is not what docs/openapi/shield.json says: run `npm run openapi`.');
  process.exitCode = 1;
}
