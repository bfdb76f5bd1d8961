import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../config/schema.ts';
import { registerPolicyFile } from './policy-file.ts';

async function fetchPolicy(domains: readonly string[]) {
  const app = Fastify({ exposeHeadRoutes: false });
  registerPolicyFile(app, { domains });
  return app.inject('/crossdomain.xml');
}

describe('the policy file', () => {
  it('permits nothing unless domains are configured', async () => {
    const { policyDomains } = configSchema.parse({}).cors;
    const { headers, body } = await fetchPolicy(policyDomains);
    expect(headers['content-type']).toBe('text/x-cross-domain-policy; charset=utf-8');
    expect(body).toContain('<site-control permitted-cross-domain-policies="none"/>');
    expect(body).not.toContain('allow-access-from');
  });

  it('permits the configured domains, and no other policy file', async () => {
    const { body } = await fetchPolicy(['www.example.com', '*.example.org']);
    expect(body).toContain('<site-control permitted-cross-domain-policies="master-only"/>');
    expect(body.match(/<allow-access-from [^>]+>/g)).toEqual([
      '<allow-access-from domain="www.example.com" secure="true"/>',
      '<allow-access-from domain="*.example.org" secure="true"/>',
    ]);
  });

  it.each(['*', 'example.com', '*.example.com', 'localhost', '10.0.0.1'])('can name %s', (domain) => {
    expect(configSchema.safeParse({ cors: { policyDomains: [domain] } }).success).toBe(true);
  });

  it.each(['', 'https://example.com', 'a.*.com', 'x"/><y', 'exa mple.com', '**'])(
    'cannot name "%s"',
    (domain) => {
      expect(configSchema.safeParse({ cors: { policyDomains: [domain] } }).success).toBe(false);
    },
  );
});
