// Adapters fit where their frameworks want a handler.

import type { APIGatewayProxyHandler, APIGatewayProxyHandlerV2, Context, LambdaFunctionURLHandler } from 'aws-lambda';
import { logtoLambda } from 'logto-webhook/lambda';
import { logtoRoute } from 'logto-webhook/next';
import { logtoApiRoute } from 'logto-webhook/next-pages';
import { Webhook, type RealDelivery } from 'logto-webhook/platform';

const onEvent = () => undefined;
export const ofRestApi: APIGatewayProxyHandler = logtoLambda({ onEvent });
export const ofHttpApi: APIGatewayProxyHandlerV2 = logtoLambda({ onEvent });
export const ofUrl: LambdaFunctionURLHandler = logtoLambda({
  onEvent: (_delivery, event, context: Context) => ({ statusCode: 200, body: `${context.awsRequestId}${event.body}` }),
});
export const { POST, GET } = logtoRoute({ onEvent, respondBefore: (work) => void work });
export default logtoApiRoute({ onEvent, respondBefore: true });

const webhook = new Webhook(process.env['PLATFORM_WEBHOOK_SECRET']);
const ofPlatform = (delivery: RealDelivery) => console.log(delivery.event.name);
export const ofRestApiToo: APIGatewayProxyHandler = logtoLambda({ webhook, onEvent: ofPlatform });
export const route = logtoRoute({ webhook, onEvent: (delivery) => ofPlatform(delivery) });
export const apiRoute = logtoApiRoute({ webhook, onEvent: (delivery) => ofPlatform(delivery) });
// @ts-expect-error: without a webhook, it is Logto's deliveries that come
logtoRoute({ onEvent: ofPlatform });

// @ts-expect-error: there is no answering first
logtoLambda({ onEvent, respondBefore: true });
// @ts-expect-error: Next has `after` for that
logtoRoute({ onEvent, respondBefore: true });
