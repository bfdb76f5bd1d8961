import type { PermissionLevel } from '../../access/records.ts';
import type { ConcatenatedAnswer, PageInfo, PlainAnswer, Version1Names } from '../declaration.ts';
import { toVersion1Text, type WireField, type WireObject, type WireValue } from '../fields.ts';
import type { AnswerBody, WireError } from './answer-body.ts';
import { createObjectWriter, type FieldForm } from './object-writer.ts';
import {
  aroundAttribute,
  aroundElement,
  attributeText,
  xmlAttribute,
  xmlParent,
  xmlText,
} from './xml-text.ts';

const elements: FieldForm = {
  around: aroundElement,
  value: (value, field) => xmlText(textOf(value, field)),
  separator: '',
};
const writeElements = createObjectWriter(elements);

/** In lists, most fields are attributes, and long texts children. */
const writeAttributes = createObjectWriter({
  around: aroundAttribute,
  value: (value, field) => attributeText(textOf(value, field)),
  separator: '',
  has: ({ isChild }) => !isChild,
});
const writeChildren = createObjectWriter({ ...elements, has: ({ isChild }) => isChild });

/** A success in XML: one object's fields are child elements, a list's objects are elements with attributes. */
export function writeXmlAnswer(
  answer: PlainAnswer,
  names: Version1Names,
  level: PermissionLevel,
): AnswerBody {
  return document(answerElement(answer, names, level));
}

/** Several answers in XML: each is an element of the client's name that holds the `response` of its method. */
export function writeXmlConcatenation({ answers }: ConcatenatedAnswer, level: PermissionLevel): AnswerBody {
  const children = answers.map(({ name, names, outcome }) =>
    xmlParent(
      name,
      outcome.kind === 'error' ? errorElement(outcome, level) : answerElement(outcome, names, level),
    ),
  );
  const attributes = [
    xmlAttribute('status', 'ok'),
    xmlAttribute('permission_level', level),
    xmlAttribute('cached', '0'),
  ];
  return document(responseElement(attributes.join(''), children.join('')));
}

/** An error in XML. */
export function writeXmlError(error: WireError, level: PermissionLevel): AnswerBody {
  return document(errorElement(error, level));
}

function answerElement(answer: PlainAnswer, names: Version1Names, level: PermissionLevel): string {
  const attributes = [
    xmlAttribute('status', 'ok'),
    xmlAttribute('permission_level', level),
    answer.message === undefined ? '' : xmlAttribute('message', answer.message),
    answer.kind === 'list' ? pageAttributes(answer.page) : '',
    xmlAttribute('cached', '0'),
  ];
  const children =
    answer.kind === 'object'
      ? writeElements(answer.object)
      : answer.items.map((item) => listElement(names.element ?? 'item', item)).join('');
  return responseElement(attributes.join(''), children);
}

function errorElement(error: WireError, level: PermissionLevel): string {
  const attributes = [
    xmlAttribute('status', 'error'),
    xmlAttribute('permission_level', level),
    xmlAttribute('code', error.code),
    xmlAttribute('message', error.message),
  ];
  return responseElement(attributes.join(''), '');
}

function responseElement(attributes: string, children: string): string {
  return children === '' ? `<response${attributes}/>` : `<response${attributes}>${children}</response>`;
}

function document(element: string): AnswerBody {
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
  const children = writeChildren(object);
  const start = `<${name}${writeAttributes(object)}`;
  return children === '' ? `${start}/>` : `${start}>${children}</${name}>`;
}

function textOf(value: WireValue, { hasLetterInXml }: Pick<WireField, 'hasLetterInXml'>): string {
  if (hasLetterInXml === true) return value === true || value === '1' ? 't' : 'f';
  return toVersion1Text(value);
}
