import { type DescribedMethod, type HttpMethod, levelOf } from '../declaration.ts';
import { type Json, type JsonObject, parameterSchema } from './json-schema.ts';
import { describeResponses } from './openapi-responses.ts';
import { describeParameters, type ParameterDescription } from './parameter-description.ts';
import { functionNameOf } from './result-names.ts';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';

/** Parameters of the envelope. On POST the query is not read, and nobody loads a script by POST. */
const sharedParameters = ['fields', 'callback'].map((name) => ({ $ref: `#/components/parameters/${name}` }));

/** One operation of the description: a method, called with one HTTP method. */
export function describeOperation(
  method: DescribedMethod,
  httpMethod: HttpMethod,
  resultName: string | undefined,
): JsonObject {
  const parameters = describeParameters(method.parameters(2)).filter(({ isUnserved }) => !isUnserved);
  const isFirst = method.httpMethods[2]?.[0] === httpMethod;
  const name = functionNameOf(method.path);
  return {
    operationId: isFirst ? name : `${name}By${httpMethod === 'GET' ? 'Get' : 'Post'}`,
    tags: [method.path.split('/')[0] ?? ''],
    summary: method.summary,
    description: describeLevel(method),
    security: describeSecurity(method),
    ...(httpMethod === 'GET'
      ? { parameters: [...parameters.map(queryParameter), ...sharedParameters] }
      : { requestBody: requestBody(method, parameters) }),
    responses: describeResponses(method, httpMethod, dataSchema(method, resultName)),
  };
}

function dataSchema(method: DescribedMethod, resultName: string | undefined): JsonObject {
  if (resultName !== undefined) return { $ref: `#/components/schemas/${resultName}` };
  return method.hasOpenFields ? { type: 'object' } : { type: 'object', maxProperties: 0 };
}

function describeLevel(method: DescribedMethod): string {
  const level = levelOf(method, 2);
  const isOpen = level === 'none' || level === 'anonymous';
  return isOpen ? `Level: \`${level}\`; no key is needed.` : `Level: \`${level}\` or higher.`;
}

/** Roles of a scheme stand beside it: "the list of role names which are required" (OpenAPI 3.1, 4.8.30). */
function describeSecurity(method: DescribedMethod): Json {
  const level = levelOf(method, 2);
  const isOpen = level === 'none' || level === 'anonymous';
  const schemes = [{ bearer: [level] }, { oauth1: [level] }];
  return isOpen ? [{}, ...schemes] : schemes;
}

function queryParameter(parameter: ParameterDescription): JsonObject {
  return {
    name: parameter.name,
    in: 'query',
    description: parameter.help,
    ...(parameter.isRequired ? { required: true } : {}),
    ...(parameter.kind === 'list' ? { style: 'form', explode: parameter.isRepeatable } : {}),
    schema: parameterSchema(parameter),
  };
}

function requestBody(method: DescribedMethod, parameters: readonly ParameterDescription[]): JsonObject {
  const { door } = method;
  const properties: Record<string, Json> = {};
  for (const parameter of parameters) {
    properties[parameter.name] = { ...parameterSchema(parameter), description: parameter.help };
  }
  if (door) properties[door.file.name] = { type: 'string', format: 'binary', description: door.file.help };
  properties['fields'] = { $ref: '#/components/parameters/fields/schema' };
  const required = [
    ...parameters.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    ...(door?.file.isRequired === true ? [door.file.name] : []),
  ];
  const lists = parameters.filter(({ kind }) => kind === 'list');
  const encoding = Object.fromEntries(
    lists.map(({ name, isRepeatable }) => [name, { style: 'form', explode: isRepeatable }]),
  );
  const schema = { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
  const content = { schema, ...(lists.length === 0 ? {} : { encoding }) };
  const types = door ? [MULTIPART] : [FORM, MULTIPART];
  return {
    ...(required.length === 0 ? {} : { required: true }),
    content: Object.fromEntries(types.map((type) => [type, content])),
  };
}
