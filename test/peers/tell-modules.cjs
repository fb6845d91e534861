/** Required by a process under test: on SIGUSR2 it tells which modules of OpenTelemetry it has loaded. */
process.on('SIGUSR2', () => {
  const loaded = Object.keys(require.cache).flatMap((file) => /@opentelemetry\/([\w-]+)\//.exec(file)?.[1] ?? []);
  process.stdout.write(`loaded: [${[...new Set(loaded)].sort().join(' ')}]\n`);
});
