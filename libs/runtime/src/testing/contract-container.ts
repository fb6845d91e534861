/** A running container of a real runtime, for the contracts of the ports. */
export interface ContractContainer {
  /** Full id: 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** Executes a shell command in it and resolves with its output. */
  shell(line: string): Promise<string>;
}
