import type Docker from 'dockerode';

/** One message of the progress stream of a push, pull or import. */
export interface News {
  readonly status?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

/** Reads the progress stream of a push, pull or import to its end; fails if the stream reports an error. */
export async function followed(api: Docker, stream: NodeJS.ReadableStream): Promise<News[]> {
  const news = await new Promise<News[]>((resolve, reject) => {
    api.modem.followProgress(stream, (error: Error | null, all: News[]) => (error ? reject(error) : resolve(all)));
  });
  const failed = news.find(({ error, errorDetail }) => error ?? errorDetail);
  if (failed) throw new Error(failed.errorDetail?.message ?? failed.error);
  return news;
}
