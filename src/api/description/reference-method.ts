import { type Html, html, type HtmlValue } from '../../http/html-text.ts';
import type { ApiVersion } from '../fields.ts';
import type { FieldRow, MethodReference, ParameterRow } from './method-reference.ts';

/** Rows of fields beyond this many are folded away: an item has more than two hundred. */
const MOST_FIELDS_SHOWN = 20;

/** The section of one method. */
export function renderMethod(method: MethodReference): Html {
  const { path, summary, parameters, file } = method;
  return html`
<article class="method" id="${anchorOf(path)}" aria-labelledby="${anchorOf(path)}-title" data-words="${searchWords(method)}">
<h3 id="${anchorOf(path)}-title"><a href="#${anchorOf(path)}">${path}</a></h3>
<p class="summary">${inline(summary)}</p>
${renderAddresses(method)}
${parameters.length === 0 && !file ? '' : renderParameters(method)}
${renderAnswer(method)}
${renderErrors(method)}
${renderExamples(method)}
</article>`;
}

/** `photo/list` is at `#photo-list`; `a/b-c` and `a-b/c` are not told apart, and no two methods need it. */
export function anchorOf(path: string): string {
  return path.replaceAll('/', '-');
}

/** Help texts put code between backticks. */
export function inline(text: string): Html {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** What the filter looks at, in lower case. */
function searchWords(method: MethodReference): string {
  const words = [
    method.path,
    method.summary,
    ...method.addresses.map(({ level }) => level),
    ...method.parameters.map(({ name }) => name),
    ...method.errors.map(({ code }) => code),
  ];
  return words.join(' ').replaceAll('`', '').toLowerCase();
}

function renderAddresses({ addresses, changesState }: MethodReference): Html {
  const rows = addresses.map(
    ({ version, url, httpMethods, level }) => html`<div><dt>Version ${version}</dt>
<dd><code>${httpMethods.join(' or ')} ${url}</code></dd><dd class="type">Level <code>${level}</code></dd></div>`,
  );
  return html`<dl class="rows addresses">${rows}</dl>
<p class="quiet">${changesState ? 'Changes something.' : 'Changes nothing.'}</p>`;
}

function renderParameters({ parameters, file }: MethodReference): Html {
  const fileRow = file
    ? [
        html`<div><dt><code>${file.name}</code>${mark(file.isRequired, 'required')}</dt>
<dd class="type">a file, in a multipart form</dd><dd>${inline(file.help)}</dd></div>`,
      ]
    : [];
  return html`<h4>Parameters</h4><dl class="rows">${parameters.map(renderParameter)}${fileRow}</dl>`;
}

function renderParameter({ name, help, values, isRequired, versions }: ParameterRow): Html {
  return html`<div><dt><code>${name}</code>${mark(isRequired, 'required')}${onlyIn(versions)}</dt>
<dd class="type">${values.map((value, index) => html`${index === 0 ? '' : html`<br>`}${inline(value)}`)}</dd>
<dd>${inline(help)}</dd></div>`;
}

function renderAnswer(method: MethodReference): Html {
  const { fields, isList, isStream, hasOpenFields, answers } = method;
  if (isStream) return html`<h4>Answer</h4><p>Events as they happen: <code>text/event-stream</code>.</p>`;
  const others =
    answers.length === 0
      ? ''
      : html`<dl class="rows">${answers.map(
          ({ to, status, when, body }) => html`<div><dt><code>${to} → ${status}</code></dt>
<dd class="type">${bodyNames[body]}</dd><dd>${inline(when)}</dd></div>`,
        )}</dl>`;
  return html`<h4>Answer</h4>${others}${renderFields(fields, isList, hasOpenFields)}`;
}

const bodyNames = { envelope: 'an envelope', text: 'plain text', nothing: 'no body' } as const;

function renderFields(fields: readonly FieldRow[], isList: boolean, hasOpenFields: boolean): Html {
  if (hasOpenFields) return html`<p>Its fields depend on the request.</p>`;
  if (fields.length === 0) return html`<p>An empty object, and a message.</p>`;
  const lead = isList ? 'A list of objects, each with:' : 'An object with:';
  const rows = fields.map(renderField);
  if (fields.length <= MOST_FIELDS_SHOWN) return html`<p>${lead}</p><dl class="rows">${rows}</dl>`;
  return html`<p>${lead}</p><details><summary>${fields.length} fields</summary><dl class="rows">${rows}</dl></details>`;
}

function renderField({ name, type, help, versions, isOptional, fields }: FieldRow): Html {
  const inner = fields.length === 0 ? '' : html`<dd><dl class="rows">${fields.map(renderField)}</dl></dd>`;
  return html`<div><dt><code>${name}</code>${mark(isOptional, 'not for everybody')}${onlyIn(versions)}</dt>
<dd class="type">${inline(type)}</dd><dd>${inline(help)}</dd>${inner}</div>`;
}

function renderErrors({ errors }: MethodReference): HtmlValue {
  if (errors.length === 0) return '';
  return html`<h4>Errors of its own</h4><dl class="rows">${errors.map(
    ({ code, status, help }) => html`<div><dt><code>${code}</code></dt>
<dd class="type">${status} in version 2</dd><dd>${inline(help)}</dd></div>`,
  )}</dl>`;
}

function renderExamples({ path, calls, examples }: MethodReference): Html {
  const commands = calls.map(({ text }) => text).join('\n');
  const answers = examples.map(
    ({ form, text }) => html`<details><summary>${form}</summary>
<pre tabindex="0" role="region" aria-label="Example of ${path}: ${form}"><code>${text}</code></pre></details>`,
  );
  return html`<h4>Example</h4>
<pre class="wraps"><code>${commands}</code></pre>${answers}`;
}

function mark(isShown: boolean, text: string): HtmlValue {
  return isShown ? html` <span class="mark">${text}</span>` : '';
}

function onlyIn(versions: readonly ApiVersion[]): HtmlValue {
  return versions.length === 1 ? html` <span class="mark">version ${versions[0]}</span>` : '';
}
