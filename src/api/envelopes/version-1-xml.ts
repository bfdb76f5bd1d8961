import type { PermissionLevel } from '../../access/records.ts';
import type { PageInfo, Version1Names, WireAnswer } from '../declaration.ts';
import { toVersion1Text, type WireField, type WireObject } from '../fields.ts';
import type { AnswerBody, WireError } from './answer-body.ts';
import { xmlAttribute, xmlElement } from './xml-text.ts';

/** A success in XML: one object's fields are child elements, a list's objects are elements with attributes. */
export function writeXmlAnswer(answer: WireAnswer, names: Version1Names, level: PermissionLevel): AnswerBody {
  const attributes = [
    xmlAttribute('status', 'ok'),
    xmlAttribute('permission_level', level),
    answer.message === undefined ? '' : xmlAttribute('message', answer.message),
    answer.kind === 'list' ? pageAttributes(answer.page) : '',
    xmlAttribute('cached', '0'),
  ];
  const children =
    answer.kind === 'object'
      ? answer.object.map((field) => xmlElement(field.name, textOf(field)))
      : answer.items.map((item) => listElement(names.element ?? 'item', item));
  return document(attributes.join(''), children.join(''));
}

/** An error in XML. */
export function writeXmlError(error: WireError, level: PermissionLevel): AnswerBody {
  const attributes = [
    xmlAttribute('status', 'error'),
    xmlAttribute('permission_level', level),
    xmlAttribute('code', error.code),
    xmlAttribute('message', error.message),
  ];
  return document(attributes.join(''), '');
}

function document(attributes: string, children: string): AnswerBody {
  const element =
    children === '' ? `<response${attributes}/>` : `<response${attributes}>${children}</response>`;
  return {
    contentType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${element}`,
  };
}

function pageAttributes(page: PageInfo): string {
  const optional = (name: string, value: number | undefined) =>
    value === undefined ? '' : xmlAttribute(name, String(value));
  return optional('p', page.page) + optional('size', page.size) + optional('total_count', page.totalCount);
}

function listElement(name: string, object: WireObject): string {
  const attributes = object
    .filter((field) => !field.isChild)
    .map((field) => xmlAttribute(field.name, textOf(field)));
  const children = object
    .filter((field) => field.isChild)
    .map((field) => xmlElement(field.name, textOf(field)));
  const start = `<${name}${attributes.join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}>`;
}

function textOf(field: WireField): string {
  return field.xmlText ?? toVersion1Text(field.value);
}
