export { type CredentialSource, Keychain, type RegistryCredentials, secretsOf } from './credentials/keychain.js';
export {
  containersAuthFiles,
  DockerConfigCredentials,
  dockerConfigFile,
} from './credentials/docker-config-credentials.js';
export { RequestCredentials, type RequestLogin } from './credentials/request-credentials.js';
export { chainId } from './image/chain-id.js';
export {
  checkLayerLimit,
  type ImageConfig,
  ImageConfigSchema,
  type ImageHistory,
  MAX_LAYERS,
} from './image/image-config.js';
export { inTypes, isLayerType, layerType, mediaTypesFor } from './image/media-types.js';
export { baseDigestOf, baseNameOf, type ImageProvenance, recordProvenance } from './image/provenance.js';
export { type RemoteImage, findRemoteImages, readRemoteImage } from './image/remote-image.js';
export { readJson } from './json/read-json.js';
export { type ArchiveMember, archiveMembers } from './layer/archive-members.js';
export { BlockBuffer } from './layer/block-buffer.js';
export { type Compression, type CompressionFormat, Compressor } from './layer/compression.js';
export { compressionOf, COMPRESSION_HEAD_BYTES, Decompression } from './layer/decompression.js';
export {
  isWithin,
  MAX_EXTENDED_BYTES,
  MAX_PATH_BYTES,
  nameOf,
  parentOf,
  readable,
  RESERVED_PREFIX,
  SYSTEM_CALL_BYTES,
  type UnsupportedKind,
  unsupportedKind,
  type UnsupportedPath,
  unsupportedPath,
} from './layer/entry-path.js';
export { IdMapping, type IdRange } from './layer/id-mapping.js';
export { LayerRewriter, type WhiteoutPlan } from './layer/layer-rewriter.js';
export { Program } from './layer/program.js';
export { DEFAULT_REGISTRY, ImageReference } from './reference/image-reference.js';
export { registryHost } from './reference/registry-host.js';
export { streamBlob } from './registry/blob-stream.js';
export { type SourceWatch } from './registry/chunks.js';
export {
  type Descriptor,
  DescriptorSchema,
  DigestSchema,
  type ImageManifest,
  type StoredManifest,
  type VerifiedBy,
} from './registry/manifest.js';
export { type ProxySettings, mergedProxies } from './registry/proxy-settings.js';
export { refusalIn } from './registry/refusal.js';
export { RegistryClient } from './registry/registry-client.js';
export { InsecureRegistries } from './registry/insecure-registries.js';
export { type RegistryAccess, type RegistryMirror } from './registry/registry-connection.js';
export { type RegistryCertificates } from './registry/registry-trust.js';
export { AnswerFailure, abortFailure, mayPassSoon } from './registry/registry-failure.js';
export { type RegistryOptions } from './registry/registry-transport.js';
