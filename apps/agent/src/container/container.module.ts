import { Module } from '@nestjs/common';
import { DockerModule } from '../docker/docker.module.js';
import { ContainerController } from './container.controller.js';
import { PreviewController } from './preview.controller.js';
import { SizeController } from './size.controller.js';

/** Serves the containers of the node. */
@Module({ imports: [DockerModule], controllers: [ContainerController, PreviewController, SizeController] })
export class ContainerModule {}
