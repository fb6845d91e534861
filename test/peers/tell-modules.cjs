/** Preloaded by a process under test: on SIGUSR2 it reports which OpenTelemetry modules it has loaded. */
process.on('SIGUSR2', () => {
  const loaded = Object.keys(require.cache).flatMap((file) => /@opentelemetry\/([\w-]+)\//.exec(file)?.[1] ?? []);
  process.stdout.write(`loaded: [${[...new Set(loaded)].sort().join(' ')}]\n`);
});
