/** Properties of one kind of failure, shared by shield and agent. */
export interface ErrorEntry {
  /**
   * HTTP status code of the v2 API; v1 keeps the codes of each call and answers other failures as a refusal with a 2xx.
   */
  readonly status: number;
  /** Whether a retry may succeed without any change by a person. */
  readonly retryable: boolean;
  /** Short name of the failure, the same for every occurrence. */
  readonly title: string;
  /** Remedy that a person can apply. */
  readonly hint?: string;
}

/** All failures that Image Factory reports, by stable code. */
export const ERROR_CATALOGUE = {
  invalid_request: {
    status: 400,
    retryable: false,
    title: 'The request cannot be understood',
  },
  invalid_image_reference: {
    status: 400,
    retryable: false,
    title: 'The image reference is not valid',
    hint: 'Write it as registry.example.com/path/name:tag, the path and name in lower case.',
  },
  invalid_container: {
    status: 400,
    retryable: false,
    title: 'The container is not a valid id or name',
    hint: 'Send the id or the name that `docker ps` shows.',
  },
  unauthorized: {
    status: 401,
    retryable: false,
    title: 'A valid token is missing',
    hint: 'Send `Authorization: Bearer <token>` with one of the configured tokens.',
  },
  forbidden: {
    status: 403,
    retryable: false,
    title: 'The caller may not do this',
  },
  body_too_large: {
    status: 413,
    retryable: false,
    title: 'The request body is larger than 1 MiB',
  },
  rate_limited: {
    status: 429,
    retryable: true,
    title: 'Too many requests',
    hint: 'Wait as long as the Retry-After header says.',
  },
  not_found: {
    status: 404,
    retryable: false,
    title: 'There is nothing under this address',
    hint: 'The calls are listed at /docs.',
  },
  method_not_allowed: {
    status: 405,
    retryable: false,
    title: 'This address does not take this method',
    hint: 'The Allow header lists the methods that it takes.',
  },
  unsupported_media_type: {
    status: 415,
    retryable: false,
    title: 'The request body is not JSON',
    hint: 'Send the body as JSON, with `Content-Type: application/json`.',
  },
  shutting_down: {
    status: 503,
    retryable: true,
    title: 'The service is being stopped',
    hint: 'Connect again in a few seconds.',
  },
  commit_not_found: {
    status: 404,
    retryable: false,
    title: 'No such commit',
    hint: 'A record goes max_commit_exist_time seconds after the save has ended.',
  },
  commit_running: {
    status: 409,
    retryable: false,
    title: 'A save of this container is running',
    hint: 'Wait until it has ended: query its transaction id.',
  },
  commit_ended: {
    status: 409,
    retryable: false,
    title: 'The save has ended',
    hint: 'A save can be cancelled only until it has ended.',
  },
  cancel_unavailable: {
    status: 409,
    retryable: false,
    title: 'This save cannot be cancelled',
    hint: 'Its agent is of the first generation. The commit ends with the agent, or after commit_timeout; upgrade the agent.',
  },
  idempotency_key_reused: {
    status: 422,
    retryable: false,
    title: 'The idempotency key belongs to another order',
    hint: 'Send a new Idempotency-Key with every new order, and the same one only to repeat one.',
  },
  agent_not_found: {
    status: 404,
    retryable: false,
    title: 'No agent has registered under this address',
    hint: 'GET /v2/agents lists the addresses; an agent registers at its start and then every 30 s.',
  },
  agent_not_online: {
    status: 409,
    retryable: true,
    title: 'The agent of this node is not online',
    hint: 'Check that the agent runs on the node and that its shield_address and node_ip are right.',
  },
  agent_unreachable: {
    status: 502,
    retryable: true,
    title: 'The agent does not answer',
    hint: 'Check that the shield can reach the address that the agent registered.',
  },
  agent_outdated: {
    status: 409,
    retryable: false,
    title: 'The agent of this node is too old for this',
    hint: 'Upgrade the agent on the node.',
  },
  agent_refused: {
    status: 502,
    retryable: false,
    title: 'The agent refused the save',
  },
  agent_lost: {
    status: 504,
    retryable: false,
    title: 'The agent was lost during the save',
    hint: 'Check the node, and start the agent, which thaws what it has left paused (or `docker unpause`); then save again.',
  },
  shield_unavailable: {
    status: 502,
    retryable: true,
    title: 'The shield does not serve the agent',
    hint: 'Check that the shield runs, and shield_address and agent_token of the agent.',
  },
  shield_refused: {
    status: 502,
    retryable: false,
    title: 'The shield refused what the agent sent',
  },
  commit_timeout: {
    status: 504,
    retryable: false,
    title: 'The save took longer than commit_timeout',
  },
  container_not_found: {
    status: 404,
    retryable: false,
    title: 'No such container on this node',
    hint: 'Check the container with `docker ps -a` on the node of the given ip.',
  },
  registry_mismatch: {
    status: 422,
    retryable: false,
    title: 'hub_addr names another registry than the image',
    hint: 'Put the registry in front of the image name, or leave hub_addr out.',
  },
  credentials_incomplete: {
    status: 422,
    retryable: false,
    title: 'hub_user and hub_pwd belong together',
    hint: 'Send both, or neither to use the docker login of the node.',
  },
  credentials_unreadable: {
    status: 500,
    retryable: false,
    title: 'The docker login of the node cannot be read',
    hint: "Repair the node's docker login: `docker login` writes it anew.",
  },
  engine_unreachable: {
    status: 503,
    retryable: true,
    title: 'The container engine of the node does not answer',
    hint: 'Check that the engine runs, and DOCKER_HOST and the rights of the agent on its socket.',
  },
  engine_failed: {
    status: 502,
    retryable: false,
    title: 'The container engine refused or failed',
  },
  disk_full: {
    status: 507,
    retryable: false,
    title: 'The disk of the node is full',
    hint: 'Free space under the data root of the engine, for example with `docker image prune`.',
  },
  too_many_layers: {
    status: 422,
    retryable: false,
    title: 'The image has reached the limit of 125 layers',
    hint: 'Start from a flattened image: `docker export` into `docker import`.',
  },
  unsupported_path: {
    status: 422,
    retryable: false,
    title: 'The container has a path that no image can hold',
    hint: 'Remove or rename the path, or leave it out with exclude.',
  },
  registry_unreachable: {
    status: 502,
    retryable: true,
    title: 'The registry cannot be reached',
    hint: 'Check the name of the registry and that the node can reach it.',
  },
  registry_insecure: {
    status: 502,
    retryable: false,
    title: 'The registry speaks HTTP where HTTPS is expected',
    hint: 'Add the registry to "insecure-registries" in the daemon.json of the node and restart the engine.',
  },
  registry_untrusted: {
    status: 502,
    retryable: false,
    title: 'The certificate of the registry is not trusted',
    hint: 'Put its CA certificate at /etc/docker/certs.d/<registry>/ca.crt on the node.',
  },
  registry_unauthorized: {
    status: 502,
    retryable: false,
    title: 'The registry asks for a login',
    hint: 'Send hub_user and hub_pwd, or run `docker login` for this registry on the node.',
  },
  registry_denied: {
    status: 502,
    retryable: false,
    title: 'The registry denies the push',
    hint: 'Check that the account may push to this repository, and that the repository exists.',
  },
  registry_repository_missing: {
    status: 502,
    retryable: false,
    title: 'The registry has no such repository or project',
    hint: 'Create the repository or project in the registry, or correct the name of the image.',
  },
  registry_tag_immutable: {
    status: 502,
    retryable: false,
    title: 'The tag exists in the registry and is immutable',
    hint: 'Commit under a new tag, or change the immutability rule of the registry.',
  },
  registry_read_only: {
    status: 502,
    retryable: false,
    title: 'The registry is read-only',
    hint: 'Wait until the administrator of the registry ends its read-only mode, or push to another registry.',
  },
  registry_policy: {
    status: 502,
    retryable: false,
    title: 'A policy of the registry refuses the push',
    hint: 'Check the rules of the project in the registry: immutable tags, signatures, vulnerability scans.',
  },
  registry_manifest_invalid: {
    status: 502,
    retryable: false,
    title: 'The registry refuses the manifest',
    hint: 'Check that the registry takes this tag and this kind of manifest: an older registry refuses OCI types and zstd layers.',
  },
  registry_body_limit: {
    status: 502,
    retryable: false,
    title: 'A proxy before the registry refuses large requests',
    hint: 'Raise the body limit of the proxy, such as client_max_body_size of nginx (0: no limit).',
  },
  registry_refused: {
    status: 502,
    retryable: false,
    title: 'The registry refuses the push',
    hint: 'The message has the answer of the registry: check its log and its rules.',
  },
  registry_upload_refused: {
    status: 502,
    retryable: false,
    title: 'The registry does not take layers as the agent uploads them',
    hint: 'Set save_mode to auto and commit without exclude, so that the engine pushes the image.',
  },
  registry_unsupported: {
    status: 502,
    retryable: false,
    title: 'The registry answers in a way that the agent does not support',
    hint: 'Check that the address is that of a registry, and what a proxy before it answers.',
  },
  registry_slow: {
    status: 504,
    retryable: false,
    title: 'The registry is too slow to keep the container paused for it',
    hint: 'Commit without exclude with save_mode auto, so that the engine pushes after the pause, or raise pause_budget_ms of the agent.',
  },
  registry_quota: {
    status: 507,
    retryable: false,
    title: 'The quota of the registry is used up',
    hint: 'Delete images in the registry, or ask its administrator for more space.',
  },
  registry_failed: {
    status: 502,
    retryable: true,
    title: 'The registry failed',
    hint: 'Try again later; the message has the answer of the registry.',
  },
  push_unverified: {
    status: 502,
    retryable: false,
    title: 'The registry does not show what was pushed',
    hint: 'Another push may have replaced the tag; save again, under a tag of its own.',
  },
  direct_unavailable: {
    status: 422,
    retryable: false,
    title: 'This container cannot be saved directly',
    hint: 'Set save_mode to auto to fall back to the way of the engine.',
  },
  direct_failed: {
    status: 500,
    retryable: true,
    title: 'The direct save failed',
  },
  exclude_unavailable: {
    status: 422,
    retryable: false,
    title: 'Paths can be left out by a direct save only',
    hint: 'Save without exclude, or let the agent save directly: its save_mode, its node and the registry must allow it.',
  },
  preview_timeout: {
    status: 504,
    retryable: true,
    title: 'The preview took too long',
    hint: 'Try again when the node is less busy.',
  },
  cancelled: {
    status: 409,
    retryable: false,
    title: 'The save was cancelled',
  },
  internal: {
    status: 500,
    retryable: false,
    title: 'Something unexpected went wrong',
    hint: 'The log has the details, under the same request id.',
  },
} as const satisfies Record<string, ErrorEntry>;

/** The stable code of a failure. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;
