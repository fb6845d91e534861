import type { ContainerFacts } from './container.js';

/** The part of a container's facts that another run, a pause or a resume changes. */
export type ContainerState = Pick<
  ContainerFacts,
  'running' | 'paused' | 'restarting' | 'pid' | 'startedAt' | 'finishedAt' | 'restartCount'
>;

/** Whether nothing ran, paused or resumed between two looks at a container, as far as the engine shows it. */
export function isSameState(one: ContainerState, other: ContainerState): boolean {
  return one.paused === other.paused && isSameRun(one, other);
}

/** Whether it is the same run of the container, or the same time between two runs. */
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

/** Whether processes of the container run right now. */
export function isActive({ running, paused, restarting }: ContainerState): boolean {
  return running && !paused && !restarting;
}
