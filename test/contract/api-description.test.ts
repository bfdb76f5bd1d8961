import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi } from '../../src/api/description/openapi.ts';
import { apiMethods } from '../../src/api/method-list.ts';
import { type ApiUnderTest, startApi } from '../support/api-scope.ts';

/*
 * Every method of version 2 is called over a real socket with the parameters of its example, at two levels, and what it
 * answers is held against the OpenAPI document by an independent validator of JSON Schema.
 */

const document = JSON.parse(JSON.stringify(describeApi(apiMethods, '0'))) as {
  paths: Record<string, Record<string, { responses: Record<string, object> }>>;
};
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: 'https://slipway.test/openapi', ...document });

let api: ApiUnderTest;
let owner: string;

beforeAll(async () => {
  api = await startApi();
  owner = await api.keyAt('super');
  const { photoId } = await api.addPhoto({ title: 'A film', tags: ['sea', 'two words'] });
  await api.addPhoto({ title: 'Hidden', isPublished: false, publishAt: Date.UTC(2030, 0, 1) });
  const created = await api.callV2('album/create', {
    key: owner,
    method: 'POST',
    parameters: { title: 'Films', hide_p: '0' },
  });
  if (created.status !== 200) throw new Error(created.body.message);
  const photo = await api.store.read.photos.find(photoId);
  await api.addUpload({ tokenId: photo?.uploadTokenId ?? '' });
});
afterAll(() => api.close());

/** What the document does not expect of an answer. */
function findFaults(path: string, httpMethod: string, status: number, answer: unknown): unknown {
  const { responses } = document.paths[`/${path}`]?.[httpMethod.toLowerCase()] ?? { responses: {} };
  if (!(status in responses)) return `${status} is not described: ${JSON.stringify(answer)}`;
  const place = ['paths', `/${path}`, httpMethod.toLowerCase(), 'responses', String(status), 'content'];
  const pointer = [...place, 'application/json', 'schema']
    .map((part) => encodeURIComponent(part.replaceAll('/', '~1')))
    .join('/');
  const validate = ajv.getSchema(`https://slipway.test/openapi#/${pointer}`);
  if (!validate) return 'There is no schema';
  return validate(answer) === true ? [] : validate.errors;
}

describe.each(
  apiMethods.filter(({ versions }) => versions.includes(2)).map((one) => [one.path, one] as const),
)('%s', (path, method) => {
  it.each(method.httpMethods[2] ?? [])(
    'answers %s as the OpenAPI document says, or refuses so',
    async (httpMethod) => {
      for (const key of [owner, undefined]) {
        for (const parameters of [method.example.parameters, {}]) {
          const { status, body } = await api.callV2(path, {
            method: httpMethod,
            parameters,
            ...(key === undefined ? {} : { key }),
          });
          expect(findFaults(path, httpMethod, status, body)).toEqual([]);
        }
      }
    },
  );
});
