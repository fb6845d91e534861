import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { DirectCommit, EngineCommit, COMMIT_STRATEGY } from '@image-factory/commit';
import { CONTAINER_RUNTIME } from '@image-factory/runtime';
import { AnyFailureFilter, MetricsModule, requestValidation, Secrets, setRequestContext } from '@image-factory/service';
import { AgentModule } from '../agent.module.js';
import { AgentConfiguration } from '../config/agent-configuration.js';
import { FakeShield } from './fake-shield.js';
import { StubEngine } from './stub-engine.js';
import { StubStrategy } from './stub-strategy.js';

/** A complete agent over HTTP, with a fake shield and a stub runtime. */
export interface TestAgent {
  readonly app: NestExpressApplication;
  readonly shield: FakeShield;
  readonly engine: StubEngine;
  readonly strategy: StubStrategy;
  readonly configuration: AgentConfiguration;
  /** Stops agent and shield. */
  stop(): Promise<void>;
}

@Module({ providers: [Secrets], exports: [Secrets] })
class SecretsModule {}

export async function startTestAgent(settings: Partial<AgentConfiguration> = {}): Promise<TestAgent> {
  const shield = await FakeShield.start();
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  const defaults = {
    // Excludes the runtimes of this machine.
    runtime: 'docker' as const,
    shield_address: shield.address,
    node_ip: ['192.0.2.2'],
    state_dir: folder,
    docker_config: folder,
  };
  const configuration = Object.assign(new AgentConfiguration(), defaults, settings);
  const engine = new StubEngine();
  const strategy = new StubStrategy();
  const module = await Test.createTestingModule({
    imports: [
      { module: SecretsModule, global: true },
      MetricsModule.with(configuration.metrics_token),
      AgentModule.with(configuration),
    ],
  })
    .overrideProvider(CONTAINER_RUNTIME)
    .useValue(engine.runtime)
    .overrideProvider(EngineCommit)
    .useValue(strategy)
    .overrideProvider(DirectCommit)
    .useValue(strategy)
    .overrideProvider(COMMIT_STRATEGY)
    .useValue(strategy)
    .setLogger(new ConsoleLogger({ logLevels: [] }))
    .compile();
  const app = module.createNestApplication<NestExpressApplication>();
  app.use(setRequestContext);
  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new AnyFailureFilter());
  await app.listen(0, '127.0.0.1');
  const stop = async () => {
    await app.close();
    await shield.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { app, shield, engine, strategy, configuration, stop };
}
