/** A request about webhooks that cannot be done. The code is one of the API's; the message is a plain sentence. */
export class WebhookError extends Error {
  readonly code: 'invalid_input' | 'no_such_object' | 'precondition_failed' | 'limit_exceeded';

  constructor(code: WebhookError['code'], message: string) {
    super(message);
    this.name = 'WebhookError';
    this.code = code;
  }
}

export function noSuchWebhook(id: number): WebhookError {
  return new WebhookError('no_such_object', `There is no webhook with the number ${id}.`);
}

export function noSuchDelivery(id: number): WebhookError {
  return new WebhookError('no_such_object', `There is no such delivery with the number ${id}.`);
}
