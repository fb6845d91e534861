import type { ContainerFacts } from './container.js';

/** The part of a container's facts that a start, a pause or a resume changes. */
export type ContainerState = Pick<
  ContainerFacts,
  'running' | 'paused' | 'restarting' | 'pid' | 'startedAt' | 'finishedAt' | 'restartCount'
>;

/** Whether the container was not started, paused or resumed between two inspections, as far as the runtime shows it. */
export function isSameState(one: ContainerState, other: ContainerState): boolean {
  return one.paused === other.paused && isSameRun(one, other);
}

/** Whether both states belong to the same start of the container, or to the same stop. */
export function isSameRun(one: ContainerState, other: ContainerState): boolean {
  return (
    one.running === other.running &&
    one.restarting === other.restarting &&
    one.pid === other.pid &&
    one.startedAt === other.startedAt &&
    one.finishedAt === other.finishedAt &&
    one.restartCount === other.restartCount
  );
}

/** Whether processes of the container are running now. */
export function isActive({ running, paused, restarting }: ContainerState): boolean {
  return running && !paused && !restarting;
}
