// A binding like Cloudflare's `send_email`: it posts each mail to the tests' endpoint, and fails as that answers.

import { WorkerEntrypoint } from 'cloudflare:workers';

const codes = { 422: 'E_RECIPIENT_SUPPRESSED', 429: 'E_RATE_LIMIT_EXCEEDED' };

export class Mailer extends WorkerEntrypoint {
  async send(message) {
    const answer = await fetch(this.env.HOOK, { method: 'POST', body: JSON.stringify(message) });
    if (!answer.ok) throw new Error(`${codes[answer.status]}: the endpoint said ${answer.status}`);
    return { messageId: `<${crypto.randomUUID()}@example.com>` };
  }
}

export default { fetch: () => new Response(null, { status: 404 }) };
