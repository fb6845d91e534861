export type { Descriptor, ImageManifest, StoredManifest } from './registry/manifest.js';
export { RegistryClient } from './registry/registry-client.js';
export type { RegistryOptions } from './registry/registry-transport.js';
