// Nest on Express and on Fastify, whose parsers of JSON are always in front.

import 'reflect-metadata';

import assert from 'node:assert/strict';

import { Controller, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LogtoDelivery, LogtoWebhook } from 'logto-webhook/nest';

import { PATH } from './site.mjs';
import { testAdapter } from './suite.mjs';

const can = ['respondBefore', 'marksThrown', 'parserInFront', 'parsedInFront'];

testAdapter('Nest on Express', (site) => start(new ExpressAdapter(), site), [...can, 'readItself', 'takerInFront']);
testAdapter('Nest on Fastify', (site) => start(fastify(), site), can);

/** Of its own it takes JSON and forms alone, and answers 415 to the rest of what the tests send. */
function fastify() {
  const adapter = new FastifyAdapter();
  adapter.getInstance().addContentTypeParser('*', { parseAs: 'buffer' }, (_, bytes, done) => done(null, bytes));
  return adapter;
}

async function start(adapter, site) {
  const app = await NestFactory.create(moduleOf(controllerOf(site)), adapter, {
    rawBody: site.inFront !== 'parsed',
    logger: false,
  });
  if (site.inFront === 'taker') app.use((request, _, next) => void request.resume().on('end', () => next()));
  await app.listen(0);
  return app.getHttpServer();
}

function controllerOf(site) {
  class WebhookController {
    async receive(delivery, response) {
      assert.ok(this instanceof WebhookController);
      const status = await site.work(delivery);
      if (status !== undefined) response.status(status);
    }
  }
  const receive = [WebhookController.prototype, 'receive'];
  const decorate = LogtoWebhook({ ...site.options, respondBefore: site.respondBefore });
  decorate(...receive, Object.getOwnPropertyDescriptor(...receive));
  LogtoDelivery()(...receive, 0);
  Res({ passthrough: true })(...receive, 1);
  Controller(PATH)(WebhookController);
  return WebhookController;
}

function moduleOf(controller) {
  class AppModule {}
  Module({ controllers: [controller] })(AppModule);
  return AppModule;
}
