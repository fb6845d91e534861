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
    title: 'The request is not valid',
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
    title: 'The caller is not allowed to do this',
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
    hint: 'Retry after the seconds in the Retry-After header.',
  },
  not_found: {
    status: 404,
    retryable: false,
    title: 'No such route',
    hint: '/docs lists all routes.',
  },
  method_not_allowed: {
    status: 405,
    retryable: false,
    title: 'This route does not allow the method',
    hint: 'The Allow header lists the allowed methods.',
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
    title: 'The service is shutting down',
    hint: 'Reconnect in a few seconds.',
  },
  commit_not_found: {
    status: 404,
    retryable: false,
    title: 'No such commit',
    hint: 'Records are deleted max_commit_exist_time seconds after the commit has ended.',
  },
  commit_running: {
    status: 409,
    retryable: false,
    title: 'A commit of this container is already running',
    hint: 'Query its transaction id until it has ended.',
  },
  commit_ended: {
    status: 409,
    retryable: false,
    title: 'The commit has already ended',
    hint: 'Only queued and running commits can be cancelled.',
  },
  cancel_unavailable: {
    status: 409,
    retryable: false,
    title: 'This commit cannot be cancelled',
    hint: 'First-generation agents cannot cancel. The commit ends when its agent reports the end, or after commit_timeout. Upgrade the agent.',
  },
  idempotency_key_reused: {
    status: 422,
    retryable: false,
    title: 'The idempotency key was used for a different request',
    hint: 'Use a new Idempotency-Key for each commit; send the same key only to retry the same request.',
  },
  agent_not_found: {
    status: 404,
    retryable: false,
    title: 'No agent is registered under this address',
    hint: 'GET /v2/agents lists the addresses. An agent registers at startup and then every 30 s.',
  },
  agent_not_online: {
    status: 409,
    retryable: true,
    title: 'The agent of this node is not online',
    hint: 'Check that the agent runs on the node, and check its shield_address and node_ip.',
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
    title: 'The agent of this node is too old for this request',
    hint: 'Upgrade the agent on the node.',
  },
  agent_refused: {
    status: 502,
    retryable: false,
    title: 'The agent refused the commit',
  },
  agent_lost: {
    status: 504,
    retryable: false,
    title: 'The agent was lost during the commit',
    hint: 'Check the node and start the agent: at startup it resumes a container that it left paused. Then commit again.',
  },
  shield_unavailable: {
    status: 502,
    retryable: true,
    title: 'The shield is not available to the agent',
    hint: 'Check that the shield is running, and check shield_address and agent_token of the agent.',
  },
  shield_refused: {
    status: 502,
    retryable: false,
    title: 'The shield refused a request of the agent',
  },
  commit_timeout: {
    status: 504,
    retryable: false,
    title: 'The commit took longer than commit_timeout',
  },
  container_not_found: {
    status: 404,
    retryable: false,
    title: 'No such container on this node',
    hint: 'Run `docker ps -a` on the node with this ip.',
  },
  registry_mismatch: {
    status: 422,
    retryable: false,
    title: 'hub_addr and image name different registries',
    hint: 'Prefix the image name with the registry, or omit hub_addr.',
  },
  credentials_incomplete: {
    status: 422,
    retryable: false,
    title: 'hub_user and hub_pwd must be sent together',
    hint: 'Send both, or neither to use the docker login of the node.',
  },
  credentials_unreadable: {
    status: 500,
    retryable: false,
    title: 'The docker login of the node cannot be read',
    hint: 'Run `docker login` on the node again.',
  },
  engine_unreachable: {
    status: 503,
    retryable: true,
    title: 'The container runtime of the node does not answer',
    hint: 'Check that the runtime is running, and check DOCKER_HOST and the permissions of the agent on its socket.',
  },
  engine_failed: {
    status: 502,
    retryable: false,
    title: 'The container runtime reported an error',
  },
  disk_full: {
    status: 507,
    retryable: false,
    title: 'The disk of the node is full',
    hint: 'Free space in the data root of the runtime, for example with `docker image prune`.',
  },
  too_many_layers: {
    status: 422,
    retryable: false,
    title: 'The image has reached the limit of 125 layers',
    hint: 'Flatten the image: pipe `docker export` into `docker import` and start the container from the result.',
  },
  unsupported_path: {
    status: 422,
    retryable: false,
    title: 'The container has a path that an image layer cannot hold',
    hint: 'Remove, rename or exclude the path.',
  },
  registry_unreachable: {
    status: 502,
    retryable: true,
    title: 'The registry cannot be reached',
    hint: 'Check the registry name and the network between the node and the registry.',
  },
  registry_insecure: {
    status: 502,
    retryable: false,
    title: 'The registry serves HTTP where HTTPS is expected',
    hint: 'Add the registry to "insecure-registries" in the daemon.json of the node and restart Docker.',
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
    title: 'The registry requires a login',
    hint: 'Send hub_user and hub_pwd, or run `docker login` for this registry on the node.',
  },
  registry_denied: {
    status: 502,
    retryable: false,
    title: 'The registry denied access',
    hint: 'Check that the account may push to this repository, and that the repository exists.',
  },
  registry_repository_missing: {
    status: 502,
    retryable: false,
    title: 'The registry has no such repository or project',
    hint: 'Create the repository or project in the registry, or correct the image name.',
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
    hint: 'Wait until the registry leaves read-only mode, or push to another registry.',
  },
  registry_policy: {
    status: 502,
    retryable: false,
    title: 'A policy of the registry rejected the push',
    hint: 'Check the policies of the project in the registry: immutable tags, signatures, vulnerability scans.',
  },
  registry_manifest_invalid: {
    status: 502,
    retryable: false,
    title: 'The registry rejected the manifest',
    hint: 'Check that the registry accepts the tag and the manifest type: older registries reject OCI media types and zstd layers.',
  },
  registry_body_limit: {
    status: 502,
    retryable: false,
    title: 'A proxy in front of the registry rejected a large request',
    hint: 'Raise the body limit of the proxy, such as client_max_body_size of nginx (0: no limit).',
  },
  registry_refused: {
    status: 502,
    retryable: false,
    title: 'The registry rejected the push',
    hint: 'The message contains the answer of the registry. Check its log and policies.',
  },
  registry_upload_refused: {
    status: 502,
    retryable: false,
    title: 'The registry rejected the layer upload',
    hint: 'Set save_mode to auto and commit without exclude: the runtime then pushes the image.',
  },
  registry_unsupported: {
    status: 502,
    retryable: false,
    title: 'The registry sent an unsupported answer',
    hint: 'Check that the address belongs to a registry and that no proxy answers in its place.',
  },
  registry_slow: {
    status: 504,
    retryable: false,
    title: 'The registry is too slow for the pause budget',
    hint: 'Commit without exclude under save_mode auto, so that the runtime pushes after the pause, or raise pause_budget_ms of the agent.',
  },
  registry_quota: {
    status: 507,
    retryable: false,
    title: 'The registry quota is exceeded',
    hint: 'Delete images in the registry, or ask its administrator for more space.',
  },
  registry_failed: {
    status: 502,
    retryable: true,
    title: 'The registry failed',
    hint: 'Retry later. The message contains the answer of the registry.',
  },
  push_unverified: {
    status: 502,
    retryable: false,
    title: 'The registry did not confirm the pushed manifest',
    hint: 'Another push may have replaced the tag. Commit again under a unique tag.',
  },
  direct_unavailable: {
    status: 422,
    retryable: false,
    title: 'The direct strategy cannot commit this container',
    hint: 'Set save_mode to auto to fall back to the engine strategy.',
  },
  direct_failed: {
    status: 500,
    retryable: true,
    title: 'The direct commit failed',
  },
  exclude_unavailable: {
    status: 422,
    retryable: false,
    title: 'Only the direct strategy can exclude paths',
    hint: 'Commit without exclude, or enable direct commits: save_mode of the agent, its node and the registry must allow them.',
  },
  preview_timeout: {
    status: 504,
    retryable: true,
    title: 'The preview timed out',
    hint: 'Retry when the node is less busy.',
  },
  cancelled: {
    status: 409,
    retryable: false,
    title: 'The commit was cancelled',
  },
  internal: {
    status: 500,
    retryable: false,
    title: 'Internal error',
    hint: 'The log has the details under the same request id.',
  },
} as const satisfies Record<string, ErrorEntry>;

/** The stable code of a failure. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** The entry of a code; undefined for the codes of newer peers. */
export function entryOf(code: string | undefined): ErrorEntry | undefined {
  return code !== undefined && Object.hasOwn(ERROR_CATALOGUE, code) ? ERROR_CATALOGUE[code as ErrorCode] : undefined;
}
