import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/*
 * Baseline: a minimal Nest process whose single handler returns one object.
 *
 * Arguments: port, the object as JSON.
 */
const [port = '0', json = '{}'] = process.argv.slice(2);
const answer = JSON.parse(json) as object;

@Controller('v1/commit')
class BareController {
  @Get('query')
  query(): object {
    return answer;
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

const app = await NestFactory.create(BareModule, { logger: ['error'] });
await app.listen(Number(port), '127.0.0.1');
process.send?.('serving');
process.once('disconnect', () => process.exit());
