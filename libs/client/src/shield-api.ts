// Generated from docs/openapi/shield.json by `npm run openapi`.

export interface paths {
  '/v1/agent/register': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Register an agent */
    post: operations['AgentController_register'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v2/agents': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the nodes */
    get: operations['NodesController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v2/agents/{ip}/containers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the containers of a node */
    get: operations['NodesController_containers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v2/agents/{ip}/containers/{container}/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Preview a commit of a container */
    get: operations['NodesController_preview'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/commit/size': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Size of a container as an image */
    get: operations['SizeController_size'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/commit/sync': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Commit a container and wait for the end */
    post: operations['V1IntakeController_sync'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/commit/async': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Commit a container */
    post: operations['V1IntakeController_async'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/commit/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** State of a commit */
    get: operations['V1QueryController_query'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/commit/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Report the progress of a commit */
    put: operations['StatusController_status'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v2/commits': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List commits */
    get: operations['V2QueryController_list'];
    put?: never;
    /** Commit a container */
    post: operations['V2IntakeController_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v2/commits/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a commit */
    get: operations['V2QueryController_get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v2/commits/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Cancel a commit */
    post: operations['CancelController_cancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v2/commits/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Follow a commit
     * @description The stream ends with the commit. Swagger UI cannot show it: use `curl -N`.
     */
    get: operations['CommitEventsController_one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v2/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Follow all commits
     * @description The stream does not end. Swagger UI cannot show it: use `curl -N`.
     */
    get: operations['CommitEventsController_all'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Liveness */
    get: operations['HealthController_live'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Readiness */
    get: operations['HealthController_ready'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    RunningTransaction: {
      /**
       * @description Id of the commit.
       * @example 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b
       */
      transaction: string;
      /**
       * @description Number of the attempt.
       * @example 1
       */
      attempt?: number;
    };
    AgentRegistration: {
      /**
       * @description Optional features that the agent supports: `containers`, `omissions` (`exclude` and redaction), `preview`. Unknown names
       *     are ignored.
       * @example [
       *       "containers",
       *       "omissions",
       *       "preview"
       *     ]
       */
      features?: string[];
      /**
       * @description One IPv4 address of the node.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Base address at which the shield reaches the agent.
       * @example http://127.0.0.2:9002
       */
      address: string;
      /**
       * @description Stable id of the node's runtime, the same under every ip of the node.
       * @example K3JX:VQ5C:6T2M
       */
      node_id?: string;
      /**
       * @description Id of this start of the agent; it changes with every restart.
       * @example 0199a1b2-0000-7e4f-8a5b-0c1d2e3f4a5b
       */
      boot_id?: string;
      /** @description The jobs that run or whose end is not yet acknowledged. */
      running?: components['schemas']['RunningTransaction'][];
      /**
       * @description Version of the agent.
       * @example 1.0.0
       */
      version?: string;
    };
    Envelope: {
      /**
       * @description Whether the call succeeded. v1 clients read this field, not the HTTP status.
       * @example true
       */
      success: boolean;
      /**
       * @description Result, or reason of the failure, for people.
       * @example ok
       */
      msg: string;
    };
    Problem: {
      /**
       * @description URN of the error code.
       * @example urn:image-factory:error:commit_not_found
       */
      type: string;
      /**
       * @description Summary of the code, the same for every occurrence.
       * @example No such commit
       */
      title: string;
      /**
       * @description HTTP status code.
       * @example 404
       */
      status: number;
      /**
       * @description Description of this occurrence.
       * @example Commit 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b was not found.
       */
      detail: string;
      /**
       * @description Error code.
       * @example commit_not_found
       */
      code: string;
      /**
       * @description Remedy, if there is one.
       * @example Records are deleted max_commit_exist_time seconds after the commit has ended.
       */
      hint?: string;
      /**
       * @description Id of the request, as in the logs.
       * @example 3f0c5f0e-0b0a-4f0e-9d3a-2a7b1c9d8e7f
       */
      request_id?: string;
    };
    AgentResource: {
      /**
       * @description Optional features that the agent supports: `containers` (list), `omissions` (`exclude`, `redact_env`), `preview`.
       * @example [
       *       "containers",
       *       "omissions",
       *       "preview"
       *     ]
       */
      features: string[];
      /**
       * @description Address of the node.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Base address at which the shield reaches the agent.
       * @example http://127.0.0.2:9002
       */
      address: string;
      /**
       * @description Stable id of the node, the same for all its addresses; absent for a first-generation agent.
       * @example K3JX:VQ5C:6T2M
       */
      node_id?: string;
      /**
       * @description Version of the agent; absent for a first-generation agent.
       * @example 1.0.0
       */
      version?: string;
      /** @description Whether the agent has registered recently, so that commits are dispatched to it. */
      online: boolean;
      /**
       * @description Time of the last registration.
       * @example 2026-11-24T12:00:00.000Z
       */
      seen_at: string;
      /**
       * @description Number of dispatched commits of this address.
       * @example 1
       */
      running: number;
      /**
       * @description Number of queued commits of this address.
       * @example 0
       */
      queued: number;
    };
    AgentList: {
      items: components['schemas']['AgentResource'][];
    };
    ContainerPodResource: {
      /** @example default */
      namespace: string;
      /**
       * @description Name of the pod.
       * @example notebook-alice-0
       */
      name: string;
      /**
       * @description Name of the container in the pod.
       * @example notebook
       */
      container: string;
    };
    ContainerResource: {
      /**
       * @description Full id, 64 hexadecimal digits.
       * @example 4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
       */
      id: string;
      /**
       * @description Name; in Kubernetes `<namespace>/<pod>/<container>`.
       * @example notebook-alice
       */
      name: string;
      /** @description Absent outside Kubernetes. */
      pod?: components['schemas']['ContainerPodResource'];
      /**
       * @description Image reference that the container was created from.
       * @example 127.0.0.1:5000/user-images/base:1
       */
      image: string;
      /**
       * @description State, as reported by the runtime.
       * @example running
       */
      state: string;
      /**
       * @description State in words, with its duration.
       * @example Up 2 hours
       */
      status: string;
      /**
       * @description Time of the creation.
       * @example 2026-11-24T10:00:00.000Z
       */
      created_at: string;
    };
    ContainerList: {
      items: components['schemas']['ContainerResource'][];
    };
    PreviewLayer: {
      /**
       * @description Total bytes of the files, before compression.
       * @example 209715200
       */
      bytes: number;
      /**
       * @description Number of files, symbolic links and devices.
       * @example 1834
       */
      files: number;
      /**
       * @description Number of paths of the image that the container no longer has.
       * @example 3
       */
      deletions: number;
      /**
       * @description False if the container has too many changes to list: the numbers are lower bounds then.
       * @example true
       */
      complete: boolean;
    };
    PreviewFile: {
      /**
       * @description Path in the container.
       * @example /home/user/model.bin
       */
      path: string;
      /**
       * @description Size in bytes.
       * @example 104857600
       */
      size: number;
    };
    SecretPath: {
      /**
       * @description Probable content.
       * @example credentials
       * @enum {string}
       */
      kind: 'credentials' | 'private_key' | 'history' | 'environment_file';
      /**
       * @description Path in the container; a directory ends with a slash and includes its content.
       * @example /root/.ssh/
       */
      path: string;
    };
    PreviewSecrets: {
      /**
       * @description Names of environment variables that look like passwords, tokens or keys.
       * @example [
       *       "GITHUB_TOKEN"
       *     ]
       */
      environment: string[];
      /** @description The first 100 such paths. */
      paths: components['schemas']['SecretPath'][];
      /**
       * @description Number of such paths.
       * @example 1
       */
      total_paths: number;
    };
    UnsupportedPath: {
      /**
       * @description Reason: the name begins with `.wh.`, which layers reserve for deletions; the path is longer than 4,000 bytes; or its extended attributes are larger than 1 MiB.
       * @example reserved_name
       * @enum {string}
       */
      kind: 'reserved_name' | 'path_too_long' | 'attributes_too_large';
      /**
       * @description Path in the container.
       * @example /home/user/.wh.notes
       */
      path: string;
    };
    UnsavedMount: {
      /**
       * @description Path in the container.
       * @example /data
       */
      destination: string;
      /**
       * @description Type as reported by the runtime: `volume`, `bind`, `tmpfs`, …
       * @example volume
       */
      type: string;
    };
    MountStub: {
      /**
       * @description Type of the path.
       * @example file
       * @enum {string}
       */
      kind: 'file' | 'directory' | 'link';
      /**
       * @description Path in the container.
       * @example /usr/lib/x86_64-linux-gnu/libcuda.so.550.54.14
       */
      path: string;
    };
    ContainerPreview: {
      /**
       * @description Strategy that the agent would choose, or `none` if it cannot commit the container.
       * @example direct
       * @enum {string}
       */
      strategy: 'direct' | 'engine' | 'none';
      /**
       * @description Full id of the container, 64 hexadecimal digits.
       * @example 4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
       */
      id: string;
      /**
       * @description Bytes of its file system, including its image.
       * @example 1073741824
       */
      size: number;
      layer: components['schemas']['PreviewLayer'];
      /** @description The 20 largest new or changed files, the largest first; absent if the agent cannot read their sizes. */
      largest_files?: components['schemas']['PreviewFile'][];
      secrets: components['schemas']['PreviewSecrets'];
      /** @description The first 100 paths that no image can hold; absent if the agent is too old to find them. */
      unsupported_paths?: components['schemas']['UnsupportedPath'][];
      /** @description Volumes, bind mounts and file systems in memory. */
      not_saved: components['schemas']['UnsavedMount'][];
      /**
       * @description Paths that the runtime has created for its mounts, such as empty files of a GPU driver; a direct commit omits them. The
       *     first 100; absent if there are none, or if the agent is too old to find them or would not commit directly.
       */
      mount_stubs?: components['schemas']['MountStub'][];
      /**
       * @description Reason of the choice.
       * @example The agent can read the files of the container.
       */
      reason: string;
    };
    SizeAnswer: {
      /**
       * @description Whether the call succeeded. v1 clients read this field, not the HTTP status.
       * @example true
       */
      success: boolean;
      /**
       * @description Result, or reason of the failure, for people.
       * @example ok
       */
      msg: string;
      /**
       * @description Size of the container's file system in kB, including its image (`docker ps -s`: virtual); 0 on failure.
       * @example 4632
       */
      size: number;
    };
    CommitRequest: {
      /**
       * @description Address of the node that runs the container.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Id or name of the container.
       * @example notebook-alice
       */
      container: string;
      /**
       * @description Reference of the image; the default tag is `latest`.
       * @example 127.0.0.1:5000/user-images/alice:v1
       */
      image: string;
      /**
       * @description Author of the image.
       * @example alice
       */
      author?: string;
      /**
       * @description Commit message, as in `docker commit --message`.
       * @example with pandas 3
       */
      note?: string;
      /**
       * @description User name for the registry. Without it and `hub_pwd`, the node's own `docker login` is used.
       * @example
       */
      hub_user?: string;
      /**
       * @description Password or token for the registry. It is used for this commit only and never returned.
       * @example
       */
      hub_pwd?: string;
      /**
       * @description Registry of the credentials, with or without scheme and path; must be the registry of the image. Ignored without
       *     credentials.
       * @example
       */
      hub_addr?: string;
    };
    CommitAnswer: {
      /**
       * @description Whether the call succeeded. v1 clients read this field, not the HTTP status.
       * @example true
       */
      success: boolean;
      /**
       * @description Result, or reason of the failure, for people.
       * @example ok
       */
      msg: string;
      /**
       * @description Id of the accepted commit; if the container already has a running commit, the id of that one.
       * @example 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b
       */
      transaction_id?: string;
      /**
       * @description Error code, if the request was refused or the commit of `sync` failed.
       * @example registry_unauthorized
       */
      error_code?: string;
    };
    V1Commit: {
      /**
       * @description Request whose answer confirmed the digest: a HEAD, a GET, or the push itself if the registry allows neither.
       * @example head
       * @enum {string}
       */
      verified_by?: 'head' | 'get' | 'push';
      /**
       * @description Transaction id.
       * @example 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b
       */
      id: string;
      /**
       * @description Address of the node, as posted.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Last change of the status, Unix time in seconds.
       * @example 1793500000
       */
      time: number;
      /**
       * @description Image reference, as posted.
       * @example 127.0.0.1:5000/user-images/alice:v1
       */
      image: string;
      /**
       * @description Container, as posted.
       * @example notebook-alice
       */
      container: string;
      /**
       * @description Author; empty if none was given.
       * @example alice
       */
      author: string;
      /**
       * @description State of the commit.
       * @enum {string}
       */
      status: 'NOT_FOUND' | 'INITIALIZED' | 'PROCESSING' | 'COMMITTING' | 'PUSHING' | 'SUCCEEDED' | 'FAILED';
      /**
       * @description Description of the state for people.
       * @example pushed
       */
      status_msg: string;
      /**
       * @description Digest of the manifest in the registry, once the commit has succeeded.
       * @example sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
       */
      digest?: string;
      /**
       * @description Error code, once the commit has failed.
       * @example registry_unauthorized
       */
      error_code?: string;
    };
    CommitQueryAnswer: {
      /**
       * @description Whether the call succeeded. v1 clients read this field, not the HTTP status.
       * @example true
       */
      success: boolean;
      /**
       * @description Result, or reason of the failure, for people.
       * @example ok
       */
      msg: string;
      /** @description The commit, if it was found. */
      commit?: components['schemas']['V1Commit'];
    };
    ByteProgress: {
      /**
       * @description Processed bytes of this phase.
       * @example 52428800
       */
      bytes: number;
      /**
       * @description Total bytes of this phase, if known; at least `bytes`.
       * @example 209715200
       */
      total_bytes?: number;
      /**
       * @description Recent rate in bytes per second, if known.
       * @example 94371840
       */
      bytes_per_second?: number;
    };
    StatusReport: {
      /**
       * @description Request whose answer confirmed the digest, with SUCCEEDED: a HEAD, a GET or the push.
       * @example head
       * @enum {string}
       */
      verified_by?: 'head' | 'get' | 'push';
      /**
       * @description Id of the commit.
       * @example 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b
       */
      transaction: string;
      /**
       * @description State of the commit.
       * @enum {string}
       */
      status: 'NOT_FOUND' | 'INITIALIZED' | 'PROCESSING' | 'COMMITTING' | 'PUSHING' | 'SUCCEEDED' | 'FAILED';
      /**
       * @description Description of the state for people.
       * @example pushing
       */
      status_msg?: string;
      /**
       * @description Attempt of the report.
       * @example 1
       */
      attempt?: number;
      /**
       * @description Sequence number within the attempt, from 1. The shield ignores reports with a number that it has already seen.
       * @example 3
       */
      seq?: number;
      /**
       * @description Digest of the pushed manifest, with SUCCEEDED.
       * @example sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
       */
      digest?: string;
      /**
       * @description Error code, with FAILED.
       * @example registry_unauthorized
       */
      error_code?: string;
      /**
       * @description Reason of the failure, with FAILED: `status_msg` without the hint. First-generation agents send only `status_msg`.
       * @example 127.0.0.1:5000 asks for a login.
       */
      detail?: string;
      /**
       * @description What people can do about the failure, with FAILED and if anything.
       * @example Send hub_user and hub_pwd, or run `docker login` for this registry on the node.
       */
      hint?: string;
      /**
       * @description Id of the start of the agent that runs the commit, as in its registration.
       * @example 0199a1b2-0000-7e4f-8a5b-0c1d2e3f4a5b
       */
      boot_id?: string;
      /**
       * @description Bytes that the commit has sent to the registry, with SUCCEEDED and if known.
       * @example 104857600
       */
      pushed_bytes?: number;
      /** @description Volumes, bind mounts and file systems in memory, whose content is not in the image; with SUCCEEDED and if any. */
      not_saved?: components['schemas']['UnsavedMount'][];
      /** @description Progress of the phase, with COMMITTING and PUSHING and if known. */
      progress?: components['schemas']['ByteProgress'];
    };
    NewCommit: {
      /**
       * @description Id or name of the container.
       * @example notebook-alice
       */
      container: string;
      /**
       * @description Reference of the image; the default tag is `latest`.
       * @example 127.0.0.1:5000/user-images/alice:v1
       */
      image: string;
      /**
       * @description User name for the registry. Without it and `hub_pwd`, the node's own `docker login` is used.
       * @example
       */
      hub_user?: string;
      /**
       * @description Password or token for the registry. It is used for this commit only and never returned.
       * @example
       */
      hub_pwd?: string;
      /**
       * @description Registry of the credentials, with or without scheme and path; must be the registry of the image. Ignored without
       *     credentials.
       * @example
       */
      hub_addr?: string;
      /**
       * @description Address of the node that runs the container.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Absolute patterns of paths to exclude, with everything below them: `*` matches any characters and `?` one character
       *     of a name, `**` any number of directories. An excluded path keeps the content of the container's image.
       * @example [
       *       "/root/.ssh",
       *       "/data/*.ckpt"
       *     ]
       */
      exclude?: string[];
      /**
       * @description Author of the image.
       * @example alice
       */
      author?: string;
      /**
       * @description Commit message, as in `docker commit --message`.
       * @example with pandas 3
       */
      note?: string;
      /**
       * @description Names of environment variables to redact: the image has them without their values. Unknown names are ignored.
       * @example [
       *       "GITHUB_TOKEN"
       *     ]
       */
      redact_env?: string[];
    };
    CommitProgress: {
      /**
       * @description Processed bytes of this phase, before compression.
       * @example 52428800
       */
      bytes: number;
      /**
       * @description Total bytes of this phase, if known.
       * @example 209715200
       */
      total_bytes?: number;
      /**
       * @description Percentage, 0 to 100, if known.
       * @example 25
       */
      percent?: number;
      /**
       * @description Recent rate in bytes per second, if known.
       * @example 94371840
       */
      bytes_per_second?: number;
      /**
       * @description Remaining seconds of the phase at this rate, if known.
       * @example 2
       */
      eta_seconds?: number;
    };
    CommitError: {
      /**
       * @description Error code.
       * @example registry_unauthorized
       */
      code: string;
      /**
       * @description Summary of the code, the same for every occurrence.
       * @example The registry requires a login
       */
      title: string;
      /**
       * @description Description of this occurrence.
       * @example 127.0.0.1:5000 requires a login.
       */
      detail: string;
      /**
       * @description Remedy, if there is one.
       * @example Send hub_user and hub_pwd, or run `docker login` for this registry on the node.
       */
      hint?: string;
    };
    CommitResource: {
      /**
       * @description State of the commit.
       * @example pushing
       * @enum {string}
       */
      state: 'queued' | 'preparing' | 'committing' | 'pushing' | 'succeeded' | 'failed' | 'cancelled';
      /**
       * @description Patterns of excluded paths, as posted; empty if none were given.
       * @example [
       *       "/root/.ssh"
       *     ]
       */
      exclude: string[];
      /**
       * @description Names of redacted environment variables, as posted; empty if none were given.
       * @example [
       *       "GITHUB_TOKEN"
       *     ]
       */
      redact_env: string[];
      /**
       * @description Request whose answer confirmed the digest: a HEAD, a GET, or the push itself if the registry allows neither.
       * @example head
       * @enum {string}
       */
      verified_by?: 'head' | 'get' | 'push';
      /** @description Mounts of the container, whose content is not in the image; after success. */
      not_saved?: components['schemas']['UnsavedMount'][];
      /**
       * @description Id of the commit, a UUIDv7; v1 calls it transaction id.
       * @example 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b
       */
      id: string;
      /**
       * @description Description of the state for people.
       * @example Pushing: 1 of 2 layers are done.
       */
      message: string;
      /**
       * @description Address of the node, as posted.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Container, as posted.
       * @example notebook-alice
       */
      container: string;
      /**
       * @description Image reference, as posted.
       * @example 127.0.0.1:5000/user-images/alice:v1
       */
      image: string;
      /**
       * @description Author; empty if none was given.
       * @example alice
       */
      author: string;
      /**
       * @description Commit message; empty if none was given.
       * @example with pandas 3
       */
      note: string;
      /**
       * @description Position in the queue of its node, from 1, while queued.
       * @example 2
       */
      place?: number;
      /** @description Progress of the phase, while committing or pushing and if known. */
      progress?: components['schemas']['CommitProgress'];
      /**
       * @description Digest of the manifest in the registry, after success.
       * @example sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
       */
      digest?: string;
      /** @description Reason of the failure, once failed. */
      error?: components['schemas']['CommitError'];
      /**
       * @description Name of the person who cancelled the commit.
       * @example alice
       */
      cancelled_by?: string;
      /**
       * @description Number of the attempt, from 1; it increases when a commit that its agent lost is retried.
       * @example 1
       */
      attempt: number;
      /**
       * @description Time of the acceptance.
       * @example 2026-11-24T12:00:00.000Z
       */
      accepted_at: string;
      /**
       * @description Time of the dispatch of this attempt.
       * @example 2026-11-24T12:00:00.020Z
       */
      started_at?: string;
      /**
       * @description Time of the last change of the state.
       * @example 2026-11-24T12:00:02.500Z
       */
      changed_at: string;
      /**
       * @description Time of the end.
       * @example 2026-11-24T12:00:04.000Z
       */
      ended_at?: string;
    };
    CommitPage: {
      items: components['schemas']['CommitResource'][];
      /**
       * @description Cursor of the next page; absent on the last one.
       * @example 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b
       */
      next_cursor?: string;
    };
    CancelRequest: {
      /**
       * @description Name of the person who cancels, kept in the record.
       * @example alice
       */
      by?: string;
    };
    Readiness: {
      /**
       * @description Overall result.
       * @example ok
       * @enum {string}
       */
      status: 'ok' | 'error' | 'shutting_down';
      /**
       * @description Passed checks.
       * @example {}
       */
      info?: {
        [key: string]: Record<string, never>;
      } | null;
      /**
       * @description Failed checks.
       * @example {}
       */
      error?: {
        [key: string]: Record<string, never>;
      } | null;
      /**
       * @description All checks.
       * @example {}
       */
      details: {
        [key: string]: Record<string, never>;
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  AgentController_register: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AgentRegistration'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Envelope'];
        };
      };
    };
  };
  NodesController_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AgentList'];
        };
      };
      /** @description Error, as problem details (RFC 9457) */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Problem'];
        };
      };
    };
  };
  NodesController_containers: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ip: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ContainerList'];
        };
      };
      /** @description Error, as problem details (RFC 9457) */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Problem'];
        };
      };
    };
  };
  NodesController_preview: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Address of the node that runs the container. */
        ip: string;
        /** @description Id or name of the container; in Kubernetes also `pod:<namespace>/<pod>/<container>`. */
        container: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ContainerPreview'];
        };
      };
      /** @description Error, as problem details (RFC 9457) */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Problem'];
        };
      };
    };
  };
  SizeController_size: {
    parameters: {
      query: {
        /** @description Address of the node that runs the container. */
        ip: string;
        /** @description Id or name of the container; in Kubernetes also `pod:<namespace>/<pod>/<container>`. */
        container: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SizeAnswer'];
        };
      };
    };
  };
  V1IntakeController_sync: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CommitRequest'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommitAnswer'];
        };
      };
    };
  };
  V1IntakeController_async: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CommitRequest'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommitAnswer'];
        };
      };
    };
  };
  V1QueryController_query: {
    parameters: {
      query: {
        /** @description Transaction id, or the container as posted, which selects its newest commit. */
        transaction_id: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommitQueryAnswer'];
        };
      };
    };
  };
  StatusController_status: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StatusReport'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Envelope'];
        };
      };
    };
  };
  V2QueryController_list: {
    parameters: {
      query?: {
        /** @description States, comma-separated or as a repeated parameter; any of them matches. For example `failed,cancelled`. */
        status?: ('queued' | 'preparing' | 'committing' | 'pushing' | 'succeeded' | 'failed' | 'cancelled')[];
        /** @description Address of the node, as posted. For example `127.0.0.2`. */
        ip?: string;
        /** @description Container, as posted. For example `notebook-alice`. */
        container?: string;
        /** @description Prefix of the image reference, as posted. For example `127.0.0.1:5000/user-images/`. */
        image?: string;
        /** @description Author. For example `alice`. */
        author?: string;
        /** @description Maximum number of commits. For example `50`. */
        limit?: number;
        /** @description `next_cursor` of the previous page. For example `0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b`. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommitPage'];
        };
      };
      /** @description Error, as problem details (RFC 9457) */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Problem'];
        };
      };
    };
  };
  V2IntakeController_create: {
    parameters: {
      query?: never;
      header?: {
        /** @description A repeated request with the same key and body returns the commit that the first one created. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewCommit'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommitResource'];
        };
      };
      /** @description Error, as problem details (RFC 9457) */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Problem'];
        };
      };
    };
  };
  V2QueryController_get: {
    parameters: {
      query?: {
        /** @description Maximum number of seconds to wait for the end of the commit before the answer. For example `0`. */
        wait?: number;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommitResource'];
        };
      };
      /** @description Error, as problem details (RFC 9457) */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Problem'];
        };
      };
    };
  };
  CancelController_cancel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CancelRequest'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommitResource'];
        };
      };
      /** @description Error, as problem details (RFC 9457) */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Problem'];
        };
      };
    };
  };
  CommitEventsController_one: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A stream of `commit` events. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      /** @description Error, as problem details (RFC 9457) */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': components['schemas']['Problem'];
        };
      };
    };
  };
  CommitEventsController_all: {
    parameters: {
      query?: never;
      header?: {
        /** @description Id of the last received event. */
        'Last-Event-ID'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A stream of `commit` events. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      /** @description Error, as problem details (RFC 9457) */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': components['schemas']['Problem'];
        };
      };
    };
  };
  HealthController_live: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Envelope'];
        };
      };
    };
  };
  HealthController_ready: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Readiness'];
        };
      };
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Readiness'];
        };
      };
    };
  };
}
