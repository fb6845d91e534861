import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licence fields of package.json; `licenses` is the legacy form. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
}

/** A package that is installed with a release. */
export interface ProductionPackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly dev?: boolean;
  /** Development packages and optional peers: a release does not include them. */
  readonly devOptional?: boolean;
  /** May be for another platform. */
  readonly optional?: boolean;
}

/** The packages that a release installs on this platform. @throws Error if one is not installed here */
export function productionPackages(root: string): ProductionPackage[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  return Object.entries(packages).flatMap(([path, { dev, devOptional, optional }]) => {
    if (path === '' || dev || devOptional) return [];
    const folder = join(root, path);
    if (existsSync(folder)) return [{ folder, manifest: manifestIn(folder) }];
    if (optional) return [];
    throw new Error(`${path} is missing: run \`npm ci\`.`);
  });
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
