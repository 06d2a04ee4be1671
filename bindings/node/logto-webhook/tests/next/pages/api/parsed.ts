import { logtoApiRoute } from 'logto-webhook/next-pages';

export default logtoApiRoute({ onEvent: () => undefined });
