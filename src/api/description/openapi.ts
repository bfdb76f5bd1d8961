import { permissionLevels } from '../../access/records.ts';
import type { DescribedMethod } from '../declaration.ts';
import { apiErrors } from '../errors.ts';
import { describeFields } from './field-description.ts';
import { type JsonObject, objectSchema } from './json-schema.ts';
import { describeOperation } from './openapi-operation.ts';
import { nameResults } from './result-names.ts';

const DESCRIPTION = `Uploads straight from the browser, and the archive they end up in.

Every method answers to GET, with its parameters in the query, and to POST, with its parameters in a form; on POST the
query is not read. The HTTP method shown here is the one the original documents name. Flags may be written \`1\`, \`t\`,
\`true\` or \`0\`, \`f\`, \`false\`. Errors carry a \`code\` and a \`message\`; with 503, try again after \`Retry-After\`.

Version 1 (\`/api/…\`) has the same methods and answers in XML or in JavaScript; it is shown on the reference page at
\`/docs/api\`.`;

/** The OpenAPI 3.1 description of version 2, made from the declarations alone: the same list gives the same document. */
export function describeApi(methods: readonly DescribedMethod[], version: string): JsonObject {
  const second = methods.filter((method) => method.versions.includes(2));
  const names = nameResults(second);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Slipway API, version 2',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/2' }],
    tags: [...new Set(second.map(({ path }) => path.split('/')[0] ?? ''))].map((name) => ({ name })),
    paths: Object.fromEntries(second.map((method) => [`/${method.path}`, describePath(method, names)])),
    components: {
      schemas: { ...sharedSchemas, ...resultSchemas(second, names) },
      parameters: sharedParameters,
      securitySchemes,
    },
  };
}

function describePath(method: DescribedMethod, names: ReadonlyMap<string, string>): JsonObject {
  const httpMethods = method.httpMethods[2] ?? ['GET'];
  return Object.fromEntries(
    httpMethods.map((httpMethod) => [
      httpMethod.toLowerCase(),
      describeOperation(method, httpMethod, names.get(method.path)),
    ]),
  );
}

function resultSchemas(methods: readonly DescribedMethod[], names: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(
    methods.flatMap((method) => {
      const name = names.get(method.path);
      return name === undefined ? [] : [[name, objectSchema(describeFields(method.fields, 2))]];
    }),
  );
}

const sharedSchemas: JsonObject = {
  PermissionLevel: {
    type: 'string',
    enum: [...permissionLevels],
    description: 'What the caller may do; a higher level includes the lower ones.',
  },
  Error: {
    type: 'object',
    properties: {
      status: { const: 'error' },
      message: { type: 'string', description: 'A plain sentence for people.' },
      code: { type: 'string', enum: Object.keys(apiErrors) },
      permission_level: { $ref: '#/components/schemas/PermissionLevel' },
    },
    required: ['status', 'message', 'code', 'permission_level'],
  },
};

const sharedParameters: JsonObject = {
  fields: {
    name: 'fields',
    in: 'query',
    description: 'Return only these fields of each object, separated by commas.',
    schema: { type: 'string' },
  },
  callback: {
    name: 'callback',
    in: 'query',
    description: 'Answer with a script that calls this function: letters, digits, `_`, `$` and `.`.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_$.]{1,128}$' },
  },
};

const securitySchemes: JsonObject = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A key, made by `slipway key create` or by `key/create`. Its level is the role that a method asks for.',
  },
  oauth1: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'OAuth 1.0a, signed with HMAC-SHA1, in the header, the form or the query. OpenAPI has no words for it: sign with an OAuth library.',
  },
};
