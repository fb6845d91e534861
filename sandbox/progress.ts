import type Docker from 'dockerode';

/** One message of the progress stream of a push, pull or import. */
export interface ProgressMessage {
  readonly status?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

/** Reads the progress stream of a push, pull or import to its end; fails if the stream reports an error. */
export async function followed(api: Docker, stream: NodeJS.ReadableStream): Promise<ProgressMessage[]> {
  const messages = await new Promise<ProgressMessage[]>((resolve, reject) => {
    api.modem.followProgress(stream, (error: Error | null, all: ProgressMessage[]) =>
      error ? reject(error) : resolve(all),
    );
  });
  const failed = messages.find(({ error, errorDetail }) => error ?? errorDetail);
  if (failed) throw new Error(failed.errorDetail?.message ?? failed.error);
  return messages;
}
