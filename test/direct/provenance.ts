/** Labels by which a direct commit says where an image comes from; the commit of a runtime has none. */
const PROVENANCE = /^(?:org\.opencontainers\.image\.(?:base\.name|base\.digest|created)|io\.image-factory\.container)$/;

/** The labels that both ways of a commit write; runtimes write no labels in two ways. */
export function withoutProvenance(labels: Readonly<Record<string, string>> | null | undefined): object {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !PROVENANCE.test(key)));
}
