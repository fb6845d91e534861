const OF_ROOT = ['', '0', 'root', '0:0', 'root:root'];

/**
 * Removes the environment variables that Podman adds at each start: the host name of this one container, and the home of
 * root, which every runtime sets. A host name that the user has chosen as a variable stays.
 */
export function withoutStartVariables(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { Env: variables, Hostname: hostname, User: user } = config;
  if (!Array.isArray(variables)) return config;
  const added = [
    ...(typeof hostname === 'string' && hostname !== '' ? [`HOSTNAME=${hostname}`] : []),
    ...(typeof user === 'string' && OF_ROOT.includes(user) ? ['HOME=/root'] : []),
  ];
  return { ...config, Env: variables.filter((variable) => !added.includes(variable as string)) };
}
