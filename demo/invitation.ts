import type { Screen } from './screen.js';
import type { Stage } from './stage.js';

/** Prints how to commit the container manually. */
export function invite({ registry, shield, agent, container }: Stage, screen: Screen): void {
  const body = { ip: agent.ip, container: container.name, image: registry.image('user-images/alice:v2') };
  screen.title('Your turn');
  screen.text(
    `Console      ${shield.address}`,
    `Swagger UI   ${shield.address}/docs`,
    `of the agent ${agent.address}/docs`,
    '',
    'In the console, press "Save" beside the container. Or call the API:',
    'open POST /v1/commit/async in Swagger UI, replace the body by this one, press "Execute":',
    `  ${JSON.stringify(body)}`,
    'and watch it with GET /v1/commit/query, transaction_id',
    `  ${container.name}`,
    '',
    'Ctrl-C stops everything and removes it.',
  );
}
