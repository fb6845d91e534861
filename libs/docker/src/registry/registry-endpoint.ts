/** Where the registry of a reference is found: Docker Hub's has another name than its images. */
export function registryHost(registry: string): string {
  return registry === 'docker.io' || registry === 'index.docker.io' ? 'registry-1.docker.io' : registry;
}
