import { type DescribedMethod, levelOf } from '../src/api/declaration.ts';
import { describeFields, type FieldDescription } from '../src/api/description/field-description.ts';
import {
  describeParameters,
  describeValue,
  type ParameterDescription,
} from '../src/api/description/parameter-description.ts';
import { functionNameOf, nameResults, typeNameOf } from '../src/api/description/result-names.ts';
import { apiMethods } from '../src/api/method-list.ts';

const HEAD = `// Made by "npm run docs" from the declarations in src/api. Change them there.

import type { Moment } from '../parameters.ts';
import type { Page } from '../page.ts';
`;

/** The part of the client that comes from the declarations: types of parameters and answers, and how to call each method. */
export function renderClientSource(methods: readonly DescribedMethod[] = apiMethods): string {
  // A file is no answer that the client could read.
  const second = methods.filter(({ versions, fileType }) => versions.includes(2) && !fileType);
  const results = nameResults(second);
  const isFirst = new Set<string>();
  const types = second.flatMap((method) => {
    const name = results.get(method.path);
    const isNew = name !== undefined && !isFirst.has(name);
    if (name !== undefined) isFirst.add(name);
    return [...renderParameters(method), ...(isNew ? [renderResult(method, name)] : [])];
  });
  return `${[HEAD.trimEnd(), ...types, renderApi(second, results), renderTable(second)].join('\n\n')}\n`;
}

function servedParameters(method: DescribedMethod): ParameterDescription[] {
  return describeParameters(method.parameters(2)).filter(({ isUnserved }) => !isUnserved);
}

function renderParameters(method: DescribedMethod): string[] {
  const parameters = servedParameters(method);
  if (parameters.length === 0) return [];
  const members = parameters.map((parameter) => {
    const { name, help, isRequired } = parameter;
    const type = parameterType(parameter);
    const member = isRequired
      ? `readonly ${quoteName(name)}: ${type};`
      : `readonly ${quoteName(name)}?: ${type} | undefined;`;
    return `  /** ${comment(`${help}${boundsOf(parameter)}`)} */\n  ${member}`;
  });
  return [
    `/** Parameters of \`${method.path}\`. */\nexport interface ${typeNameOf(method.path)}Parameters {\n${members.join('\n')}\n}`,
  ];
}

/** What the type cannot say. */
function boundsOf(parameter: ParameterDescription): string {
  const { kind, defaultValue } = parameter;
  const value = kind === 'integer' || kind === 'number' ? ` Expects ${describeValue(parameter)}.` : '';
  return `${value}${defaultValue === undefined ? '' : ` Default: ${JSON.stringify(defaultValue)}.`}`;
}

function parameterType({ kind, itemKind, choices = [] }: ParameterDescription): string {
  switch (kind) {
    case 'word':
      return unionOf(choices);
    case 'flag':
      return 'boolean';
    case 'moment':
      return 'Moment';
    case 'list':
      return itemKind === 'integer' ? 'readonly number[]' : 'readonly string[]';
    case 'text':
      return 'string';
    default:
      return 'number';
  }
}

function renderResult(method: DescribedMethod, name: string): string {
  const what = name.endsWith('Item') ? 'An object in the answer of' : 'The answer of';
  const members = renderMembers(describeFields(method.fields, 2), '  ');
  return `/** ${what} \`${method.path}\`. */\nexport interface ${name} {\n${members}\n}`;
}

function renderMembers(fields: readonly FieldDescription[], indent: string): string {
  return fields
    .map((field) => {
      const optional = field.isOptional ? '?' : '';
      const undefinedType = field.isOptional ? ' | undefined' : '';
      const type = fieldType(field, indent);
      return `${indent}/** ${comment(field.help)} */\n${indent}readonly ${quoteName(field.name)}${optional}: ${type}${undefinedType};`;
    })
    .join('\n');
}

function fieldType({ kind, words, isNullable, mayBeText, fields }: FieldDescription, indent: string): string {
  switch (kind) {
    case 'text':
      return words ? unionOf(words) : 'string';
    case 'flag':
      return 'boolean';
    case 'texts':
      return 'readonly string[]';
    case 'objects':
      return fields
        ? `ReadonlyArray<{\n${renderMembers(fields, `${indent}  `)}\n${indent}}>`
        : 'ReadonlyArray<Readonly<Record<string, unknown>>>';
    default:
      return `number${mayBeText ? ' | string' : ''}${isNullable ? ' | null' : ''}`;
  }
}

/** A method in the tree that its path spells: `key/create` is `key.create`. */
interface MethodTree {
  readonly children: Map<string, MethodTree>;
  method?: DescribedMethod;
}

function toTree(methods: readonly DescribedMethod[]): MethodTree {
  const root: MethodTree = { children: new Map() };
  for (const method of methods) {
    let node = root;
    for (const part of method.path.split('/')) {
      const name = functionNameOf(part);
      const next: MethodTree = node.children.get(name) ?? { children: new Map() };
      node.children.set(name, next);
      node = next;
    }
    node.method = method;
  }
  return root;
}

function renderApi(methods: readonly DescribedMethod[], results: ReadonlyMap<string, string>): string {
  const body = renderTree(toTree(methods), '  ', ['readonly ', ';'], (name, method, indent) => {
    const parameters = servedParameters(method);
    const optional = parameters.some(({ isRequired }) => isRequired) ? '' : '?';
    const argument =
      parameters.length === 0 ? '' : `parameters${optional}: ${typeNameOf(method.path)}Parameters`;
    return [
      `${indent}/** ${comment(method.summary)} ${levelText(method)} */`,
      `${indent}${name}(${argument}): Promise<${answerType(method, results)}>;`,
    ].join('\n');
  });
  return `/** Every method of version 2 of the API, under the name that its path spells. */\nexport interface Api {\n${body}\n}`;
}

function answerType(method: DescribedMethod, results: ReadonlyMap<string, string>): string {
  const name = results.get(method.path);
  if (name === undefined) return method.hasOpenFields ? openType(method) : 'void';
  return method.example.toWire(2).kind === 'list' ? `Page<${name}>` : name;
}

function openType(method: DescribedMethod): string {
  const object = 'Readonly<Record<string, unknown>>';
  return method.example.toWire(2).kind === 'list' ? `Page<${object}>` : object;
}

function levelText(method: DescribedMethod): string {
  const level = levelOf(method, 2);
  return level === 'none' || level === 'anonymous' ? 'Needs no key.' : `Needs the level \`${level}\`.`;
}

function renderTable(methods: readonly DescribedMethod[]): string {
  const body = renderTree(toTree(methods), '  ', ['', ','], (name, method, indent) => {
    const httpMethod = method.httpMethods[2]?.[0] ?? 'GET';
    const isEmpty = method.fields.length === 0 && !method.hasOpenFields;
    const answer = isEmpty ? 'nothing' : method.example.toWire(2).kind;
    const repeatable = servedParameters(method).filter(({ isRepeatable }) => isRepeatable);
    const repeated =
      repeatable.length === 0 ? '' : `, repeated: [${repeatable.map(({ name }) => `'${name}'`).join(', ')}]`;
    return `${indent}${name}: { httpMethod: '${httpMethod}', path: '${method.path}', answer: '${answer}'${repeated} },`;
  });
  return `/** How to call each of them. */\nexport const methodTable = {\n${body}\n} as const;`;
}

type RenderLeaf = (name: string, method: DescribedMethod, indent: string) => string;

/** `opening` and `closing` are what stands around the methods of one kind of object. */
function renderTree(
  node: MethodTree,
  indent: string,
  [opening, closing]: readonly [opening: string, closing: string],
  renderLeaf: RenderLeaf,
): string {
  return [...node.children]
    .map(([name, child]) => {
      if (child.method && child.children.size > 0) {
        throw new Error(`${child.method.path} is a method and the beginning of others.`);
      }
      if (child.method) return renderLeaf(name, child.method, indent);
      const inner = renderTree(child, `${indent}  `, [opening, closing], renderLeaf);
      return `${indent}${opening}${name}: {\n${inner}\n${indent}}${closing}`;
    })
    .join('\n');
}

function unionOf(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", String.raw`\'`)}'`).join(' | ');
}

function quoteName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** Nothing in a text may end the comment that it stands in. */
function comment(text: string): string {
  return text.replaceAll('*/', '* /');
}
