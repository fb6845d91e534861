/**
 * Generates the OpenAPI documents of shield and agent in docs/openapi, and the types of the shield's API in
 * libs/client. The end-to-end tests verify that the documents match the code; `--check` verifies that the client
 * matches the documents.
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

const TYPES_HEAD = `// Generated from docs/openapi/shield.json by \`npm run openapi\`.\n\n`;

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
  console.error('libs/client does not match docs/openapi/shield.json: run `npm run openapi`.');
  process.exitCode = 1;
}
