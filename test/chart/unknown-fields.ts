import { join } from 'node:path';
import ts from 'typescript';
import type { KubernetesObject } from './helm.js';
import { modelOf } from './kubernetes-models.js';

/** A virtual file next to this one, so that TypeScript resolves packages. */
const FILE = join(import.meta.dirname, 'rendered-objects.ts');

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/**
 * Finds unknown fields. Kubernetes schemas allow unknown fields, which the API server drops; TypeScript rejects them in
 * an object literal. @returns TypeScript's messages, each with the object's kind and name
 */
export function unknownFields(objects: readonly KubernetesObject[]): string[] {
  const statements = objects.map((object, index) => {
    const type = `import('${modelOf(object).module}').I${object.kind}`;
    return `export const object${index}: ${type} = ${JSON.stringify(object)};`;
  });
  const program = ts.createProgram([FILE], OPTIONS, hostWith(statements.join('\n')));
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const { kind, metadata } = objects[file ? file.getLineAndCharacterOfPosition(start ?? 0).line : 0]!;
    return `${kind} ${metadata.name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

function hostWith(text: string): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  return {
    ...host,
    fileExists: (name) => name === FILE || host.fileExists(name),
    readFile: (name) => (name === FILE ? text : host.readFile(name)),
    getSourceFile: (name, version, ...rest) =>
      name === FILE ? ts.createSourceFile(name, text, version) : host.getSourceFile(name, version, ...rest),
  };
}
