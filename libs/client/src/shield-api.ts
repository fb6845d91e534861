// Made from docs/openapi/shield.json by `npm run openapi`.

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
    /** Report how far a save is */
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
     * Follow a save
     * @description Until it has ended. Swagger UI cannot show it: use `curl -N`.
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
     * Follow all saves
     * @description The stream does not end by itself. Swagger UI cannot show it: use `curl -N`.
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
    /** Whether the process serves */
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
    /** Whether the shield can serve */
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
       * @description Transaction id.
       * @example 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b
       */
      transaction: string;
      /**
       * @description The attempt that it runs.
       * @example 1
       */
      attempt?: number;
    };
    AgentRegistration: {
      /**
       * @description One IPv4 address of the node.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Base address under which the shield reaches the agent.
       * @example http://127.0.0.2:9002
       */
      address: string;
      /**
       * @description Stable id of the node's engine, the same under every ip of the node.
       * @example K3JX:VQ5C:6T2M
       */
      node_id?: string;
      /**
       * @description Id of this start of the agent: another one means that it has been restarted.
       * @example 0199a1b2-0000-7e4f-8a5b-0c1d2e3f4a5b
       */
      boot_id?: string;
      /** @description The saves that the agent answers for right now. */
      running?: components['schemas']['RunningTransaction'][];
      /**
       * @description Version of the agent.
       * @example 1.0.0
       */
      version?: string;
      /**
       * @description What the agent can do that not every agent can: `containers`, `omissions`, `preview`. Names that are not known are passed over.
       * @example [
       *       "containers",
       *       "omissions",
       *       "preview"
       *     ]
       */
      features?: string[];
    };
    Envelope: {
      /**
       * @description Whether the call did what it was asked to do. Clients look at this, not at the HTTP status.
       * @example true
       */
      success: boolean;
      /**
       * @description A sentence for a person: what was done, or why not.
       * @example ok
       */
      msg: string;
    };
    Problem: {
      /**
       * @description Name of this kind of failure, the same for every occurrence.
       * @example urn:image-factory:error:commit_not_found
       */
      type: string;
      /**
       * @description A short name of the failure, the same for every occurrence.
       * @example No such commit
       */
      title: string;
      /**
       * @description HTTP status code.
       * @example 404
       */
      status: number;
      /**
       * @description What was wrong this time, in a sentence.
       * @example Commit 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b was not found.
       */
      detail: string;
      /**
       * @description Stable code.
       * @example commit_not_found
       */
      code: string;
      /**
       * @description What a person can do about it, where something can be done.
       * @example Records are deleted max_commit_exist_time seconds after the commit has ended.
       */
      hint?: string;
      /**
       * @description Id of the request, as the log has it.
       * @example 3f0c5f0e-0b0a-4f0e-9d3a-2a7b1c9d8e7f
       */
      request_id?: string;
    };
    AgentResource: {
      /**
       * @description Address of the node.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Base address under which the shield reaches the agent.
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
      /**
       * @description What it can do that not every agent can: list its `containers`, `omissions` in a save, `preview` of one.
       * @example [
       *       "containers",
       *       "omissions",
       *       "preview"
       *     ]
       */
      features: string[];
      /** @description Whether the agent has registered recently, so that commits are dispatched to it. */
      online: boolean;
      /**
       * @description Last registration.
       * @example 2026-11-24T12:00:00.000Z
       */
      seen_at: string;
      /**
       * @description How many saves of this address it has in hand.
       * @example 1
       */
      running: number;
      /**
       * @description How many saves of this address wait.
       * @example 0
       */
      queued: number;
    };
    AgentList: {
      items: components['schemas']['AgentResource'][];
    };
    ContainerResource: {
      /**
       * @description Full id, 64 hexadecimal digits.
       * @example 4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
       */
      id: string;
      /**
       * @description Its name.
       * @example notebook-alice
       */
      name: string;
      /**
       * @description Image that it was made from, as it was named then.
       * @example 127.0.0.1:5000/user-images/base:1
       */
      image: string;
      /**
       * @description State as the engine names it.
       * @example running
       */
      state: string;
      /**
       * @description State in words, with its age.
       * @example Up 2 hours
       */
      status: string;
      /**
       * @description When it was made.
       * @example 2026-11-24T10:00:00.000Z
       */
      created_at: string;
    };
    ContainerList: {
      items: components['schemas']['ContainerResource'][];
    };
    PreviewLayer: {
      /**
       * @description Bytes of all the files, before compression.
       * @example 209715200
       */
      bytes: number;
      /**
       * @description How many files, symbolic links and devices.
       * @example 1834
       */
      files: number;
      /**
       * @description How many paths of the image the container no longer has.
       * @example 3
       */
      deletions: number;
      /**
       * @description False if there was too much to look through: there is at least as much as is told then.
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
       * @description Bytes.
       * @example 104857600
       */
      size: number;
    };
    SecretPath: {
      /**
       * @description What it is likely to hold.
       * @example credentials
       * @enum {string}
       */
      kind: 'credentials' | 'private_key' | 'history' | 'environment_file';
      /**
       * @description Path in the container; a directory, which stands for all that is in it, ends with a slash.
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
       * @description How many such paths there are.
       * @example 1
       */
      total_paths: number;
    };
    UnsupportedPath: {
      /**
       * @description Why: its name begins with `.wh.`, which layers reserve for deletions; it has over 4,000 bytes; or its extended attributes have over 1 MiB.
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
    PreviewMount: {
      /**
       * @description Path in the container.
       * @example /data
       */
      destination: string;
      /**
       * @description `volume`, `bind`, `tmpfs`, … as the engine names it.
       * @example volume
       */
      type: string;
    };
    ContainerPreview: {
      /**
       * @description How the agent would save it: directly, by the engine, or not at all.
       * @example direct
       * @enum {string}
       */
      way: 'direct' | 'engine' | 'none';
      /**
       * @description Full id of the container, 64 hexadecimal digits.
       * @example 4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
       */
      id: string;
      /**
       * @description Bytes of its whole file system, those of its image included.
       * @example 1073741824
       */
      size: number;
      layer: components['schemas']['PreviewLayer'];
      /** @description The 20 largest new or changed files, the largest first; absent where the agent cannot read their sizes. */
      largest_files?: components['schemas']['PreviewFile'][];
      secrets: components['schemas']['PreviewSecrets'];
      /** @description The first 100 paths that no image can hold; absent where the agent is too old to find them. */
      unsupported_paths?: components['schemas']['UnsupportedPath'][];
      /** @description Volumes, bind mounts and file systems in memory. */
      not_saved: components['schemas']['PreviewMount'][];
      /**
       * @description Why it would be saved so, in a sentence.
       * @example The agent can read the files of the container.
       */
      reason: string;
    };
    SizeAnswer: {
      /**
       * @description Whether the call did what it was asked to do. Clients look at this, not at the HTTP status.
       * @example true
       */
      success: boolean;
      /**
       * @description A sentence for a person: what was done, or why not.
       * @example ok
       */
      msg: string;
      /**
       * @description Size of the container's whole file system in kB, what `docker ps -s` calls virtual; 0 on failure.
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
       * @description Image reference to save it as; without a tag, `latest`.
       * @example 127.0.0.1:5000/user-images/alice:v1
       */
      image: string;
      /**
       * @description Author of the image.
       * @example alice
       */
      author?: string;
      /**
       * @description Commit message, what `docker commit --message` takes.
       * @example with pandas 3
       */
      note?: string;
      /**
       * @description User name for the registry; without it and `hub_pwd` the node's own `docker login` is used.
       * @example
       */
      hub_user?: string;
      /**
       * @description Password or token for the registry. It serves this save alone and is never shown again.
       * @example
       */
      hub_pwd?: string;
      /**
       * @description Registry that the credentials are for, with or without scheme and path; must be the image's own. Without them it is
       *     ignored.
       * @example
       */
      hub_addr?: string;
    };
    CommitAnswer: {
      /**
       * @description Whether the call did what it was asked to do. Clients look at this, not at the HTTP status.
       * @example true
       */
      success: boolean;
      /**
       * @description A sentence for a person: what was done, or why not.
       * @example ok
       */
      msg: string;
      /**
       * @description Id of the accepted save, or, when another save of the container is running, the id of that one.
       * @example 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b
       */
      transaction_id?: string;
    };
    Commit: {
      /**
       * @description How the registry confirmed the digest: by its answer to a HEAD, to a GET, or, where it allows neither, to the push.
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
       * @description Address of the node, as it was posted.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Last change of the status, in Unix seconds.
       * @example 1793500000
       */
      time: number;
      /**
       * @description Image reference, as it was posted.
       * @example 127.0.0.1:5000/user-images/alice:v1
       */
      image: string;
      /**
       * @description Container, as it was posted.
       * @example notebook-alice
       */
      container: string;
      /**
       * @description Author, empty when none was given.
       * @example alice
       */
      author: string;
      /**
       * @description State of the save.
       * @enum {string}
       */
      status: 'NOT_FOUND' | 'INITIALIZED' | 'PROCESSING' | 'COMMITTING' | 'PUSHING' | 'SUCCEEDED' | 'FAILED';
      /**
       * @description A sentence for a person about the state.
       * @example pushed
       */
      status_msg: string;
      /**
       * @description Digest of the manifest in the registry, once the save has succeeded.
       * @example sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
       */
      digest?: string;
      /**
       * @description Stable code of the failure, once the save has failed.
       * @example registry_unauthorized
       */
      error_code?: string;
    };
    CommitQueryAnswer: {
      /**
       * @description Whether the call did what it was asked to do. Clients look at this, not at the HTTP status.
       * @example true
       */
      success: boolean;
      /**
       * @description A sentence for a person: what was done, or why not.
       * @example ok
       */
      msg: string;
      /** @description The commit, when it was found. */
      commit?: components['schemas']['Commit'];
    };
    ByteProgress: {
      /**
       * @description Bytes done in this phase.
       * @example 52428800
       */
      bytes: number;
      /**
       * @description Bytes in all in this phase, as far as known; never below `bytes`.
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
       * @description How the registry confirmed the digest, with SUCCEEDED: by its answer to a HEAD, a GET or the push.
       * @example head
       * @enum {string}
       */
      verified_by?: 'head' | 'get' | 'push';
      /**
       * @description Transaction id of the save.
       * @example 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b
       */
      transaction: string;
      /**
       * @description State that the save has reached.
       * @enum {string}
       */
      status: 'NOT_FOUND' | 'INITIALIZED' | 'PROCESSING' | 'COMMITTING' | 'PUSHING' | 'SUCCEEDED' | 'FAILED';
      /**
       * @description A sentence for a person about the state.
       * @example pushing
       */
      status_msg?: string;
      /**
       * @description The attempt that the report belongs to.
       * @example 1
       */
      attempt?: number;
      /**
       * @description Number of the report within the attempt, from 1; a lower one than already seen is late.
       * @example 3
       */
      seq?: number;
      /**
       * @description Digest of the pushed manifest, with SUCCEEDED.
       * @example sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
       */
      digest?: string;
      /**
       * @description Stable code of the failure, with FAILED.
       * @example registry_unauthorized
       */
      error_code?: string;
      /**
       * @description Id of the start of the agent that runs the save, as its registration has it.
       * @example 0199a1b2-0000-7e4f-8a5b-0c1d2e3f4a5b
       */
      boot_id?: string;
      /**
       * @description Bytes that the save has sent to the registry, with SUCCEEDED, as far as known.
       * @example 104857600
       */
      pushed_bytes?: number;
      /** @description How far the phase is, with COMMITTING and PUSHING, as far as known. */
      progress?: components['schemas']['ByteProgress'];
    };
    CommitOrder: {
      /**
       * @description Id or name of the container.
       * @example notebook-alice
       */
      container: string;
      /**
       * @description Image reference to save it as; without a tag, `latest`.
       * @example 127.0.0.1:5000/user-images/alice:v1
       */
      image: string;
      /**
       * @description User name for the registry; without it and `hub_pwd` the node's own `docker login` is used.
       * @example
       */
      hub_user?: string;
      /**
       * @description Password or token for the registry. It serves this save alone and is never shown again.
       * @example
       */
      hub_pwd?: string;
      /**
       * @description Registry that the credentials are for, with or without scheme and path; must be the image's own. Without them it is
       *     ignored.
       * @example
       */
      hub_addr?: string;
      /**
       * @description Address of the node that runs the container.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Author of the image.
       * @example alice
       */
      author?: string;
      /**
       * @description Commit message, what `docker commit --message` takes.
       * @example with pandas 3
       */
      note?: string;
      /**
       * @description Paths whose changes are not saved, with all that is below: absolute, `*` and `?` stand for any characters and any one
       *     character of a name, `**` for any number of directories. What the image of the container has there stays as it is.
       * @example [
       *       "/root/.ssh",
       *       "/data/*.ckpt"
       *     ]
       */
      exclude?: string[];
      /**
       * @description Names of environment variables that the image has without their values; one that the container does not have is
       *     passed over.
       * @example [
       *       "GITHUB_TOKEN"
       *     ]
       */
      blank_env?: string[];
    };
    CommitProgress: {
      /**
       * @description Bytes done in this phase, before compression.
       * @example 52428800
       */
      bytes: number;
      /**
       * @description Bytes in all in this phase, as far as known.
       * @example 209715200
       */
      total_bytes?: number;
      /**
       * @description Share that is done, 0 to 100, as far as known.
       * @example 25
       */
      percent?: number;
      /**
       * @description Recent rate in bytes per second, if known.
       * @example 94371840
       */
      bytes_per_second?: number;
      /**
       * @description Seconds until the phase has ended at this rate, as far as known.
       * @example 2
       */
      eta_seconds?: number;
    };
    CommitError: {
      /**
       * @description Stable code.
       * @example registry_unauthorized
       */
      code: string;
      /**
       * @description A short name of the failure, the same for every occurrence.
       * @example The registry requires a login
       */
      title: string;
      /**
       * @description What was wrong this time, in a sentence.
       * @example 127.0.0.1:5000 asks for a login.
       */
      detail: string;
      /**
       * @description What a person can do about it, where something can be done.
       * @example Send hub_user and hub_pwd, or run `docker login` for this registry on the node.
       */
      hint?: string;
    };
    CommitResource: {
      /**
       * @description State of the save.
       * @example pushing
       * @enum {string}
       */
      state: 'queued' | 'preparing' | 'committing' | 'pushing' | 'succeeded' | 'failed' | 'cancelled';
      /**
       * @description How the registry confirmed the digest: by its answer to a HEAD, to a GET, or, where it allows neither, to the push.
       * @example head
       * @enum {string}
       */
      verified_by?: 'head' | 'get' | 'push';
      /**
       * @description Transaction id, a UUIDv7.
       * @example 0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b
       */
      id: string;
      /**
       * @description A sentence for a person about the state.
       * @example Pushing: 1 of 2 layers are done.
       */
      message: string;
      /**
       * @description Address of the node, as it was posted.
       * @example 127.0.0.2
       */
      ip: string;
      /**
       * @description Container, as it was posted.
       * @example notebook-alice
       */
      container: string;
      /**
       * @description Image reference, as it was posted.
       * @example 127.0.0.1:5000/user-images/alice:v1
       */
      image: string;
      /**
       * @description Author, empty when none was given.
       * @example alice
       */
      author: string;
      /**
       * @description Commit message, empty when none was given.
       * @example with pandas 3
       */
      note: string;
      /**
       * @description Paths whose changes are not saved, as they were posted; empty when none were.
       * @example [
       *       "/root/.ssh"
       *     ]
       */
      exclude: string[];
      /**
       * @description Names of the environment variables that are saved without their values, as they were posted; empty when none were.
       * @example [
       *       "GITHUB_TOKEN"
       *     ]
       */
      blank_env: string[];
      /**
       * @description Place among the waiting saves of its node, from 1, while queued.
       * @example 2
       */
      place?: number;
      /** @description How far the running phase is, while committing or pushing, as far as known. */
      progress?: components['schemas']['CommitProgress'];
      /**
       * @description Digest of the manifest in the registry, once succeeded.
       * @example sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
       */
      digest?: string;
      /** @description Why it has failed, once failed. */
      error?: components['schemas']['CommitError'];
      /**
       * @description Who has asked for it to be cancelled.
       * @example alice
       */
      cancelled_by?: string;
      /**
       * @description How many times it has been begun, from 1: once more each time its agent had lost it.
       * @example 1
       */
      attempt: number;
      /**
       * @description When it was accepted.
       * @example 2026-11-24T12:00:00.000Z
       */
      accepted_at: string;
      /**
       * @description When its agent got it, in this attempt.
       * @example 2026-11-24T12:00:00.020Z
       */
      started_at?: string;
      /**
       * @description Last change of the state.
       * @example 2026-11-24T12:00:02.500Z
       */
      changed_at: string;
      /**
       * @description When it ended.
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
       * @description Name of the person who cancels, for the record.
       * @example alice
       */
      by?: string;
    };
    Readiness: {
      /**
       * @description All in all.
       * @example ok
       * @enum {string}
       */
      status: 'ok' | 'error' | 'shutting_down';
      /**
       * @description What is well.
       * @example {}
       */
      info?: {
        [key: string]: Record<string, never>;
      } | null;
      /**
       * @description What is not.
       * @example {}
       */
      error?: {
        [key: string]: Record<string, never>;
      } | null;
      /**
       * @description Both.
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
      /** @description Refused: problem details (RFC 9457) */
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
      /** @description Refused: problem details (RFC 9457) */
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
        /** @description Id or name of the container. */
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
      /** @description Refused: problem details (RFC 9457) */
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
        /** @description Id or name of the container. */
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
        /** @description Transaction id, or the container string that was posted: then its newest save is meant. */
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
        /** @description Any of these states: repeat the parameter, or separate them by commas. For example `failed,cancelled`. */
        status?: ('queued' | 'preparing' | 'committing' | 'pushing' | 'succeeded' | 'failed' | 'cancelled')[];
        /** @description Address of the node, as it was posted. For example `127.0.0.2`. */
        ip?: string;
        /** @description Container, as it was posted. For example `notebook-alice`. */
        container?: string;
        /** @description Start of the image reference, as it was posted. For example `127.0.0.1:5000/user-images/`. */
        image?: string;
        /** @description Author. For example `alice`. */
        author?: string;
        /** @description How many at most. For example `50`. */
        limit?: number;
        /** @description `next_cursor` of the page before. For example `0199a1b2-7c3d-7e4f-8a5b-0c1d2e3f4a5b`. */
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
      /** @description Refused: problem details (RFC 9457) */
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
        'application/json': components['schemas']['CommitOrder'];
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
      /** @description Refused: problem details (RFC 9457) */
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
        /** @description Seconds to wait at most for the save to end before it is told how it stands. For example `0`. */
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
      /** @description Refused: problem details (RFC 9457) */
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
      /** @description Refused: problem details (RFC 9457) */
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
      /** @description Refused: problem details (RFC 9457) */
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
        /** @description Id of the last event that was seen. */
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
      /** @description Refused: problem details (RFC 9457) */
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
