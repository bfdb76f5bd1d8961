import { type Html, html } from '../../http/html-text.ts';
import type { DescribedMethod } from '../declaration.ts';
import { type ApiErrorCode, apiErrors } from '../errors.ts';
import { describeMethod, type MethodReference } from './method-reference.ts';
import { anchorOf, inline, renderMethod } from './reference-method.ts';

/** The methods of one kind of object, which is the first part of their path. */
export interface MethodGroup {
  readonly name: string;
  readonly methods: readonly MethodReference[];
}

/** The methods by the first part of their path, both in the order of the list. */
export function groupMethods(methods: readonly DescribedMethod[]): MethodGroup[] {
  const groups = Map.groupBy(methods, ({ path }) => path.split('/')[0] ?? '');
  return [...groups].map(([name, members]) => ({ name, methods: members.map(describeMethod) }));
}

/** The reference of the API as one page, made from the declarations alone: the same list gives the same page. */
export function renderReferencePage(methods: readonly DescribedMethod[], siteName: string): string {
  const groups = groupMethods(methods);
  return `<!doctype html>${
    html`
<html lang="en">
<head>
<meta charset="utf-8">
<title>API reference · ${siteName}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="Every method of the API: addresses, parameters, answers, errors and examples.">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/home/base.css">
<link rel="stylesheet" href="/assets/home/layout.css">
<link rel="stylesheet" href="/assets/reference/reference.css">
<script src="/assets/reference/filter.js" type="module"></script>
</head>
<body class="reference">
<a class="skip" href="#content">Skip to the content</a>
<svg class="icon-sheet" aria-hidden="true"><symbol id="icon-mark" viewBox="0 0 32 32"><rect class="tile" width="32" height="32" rx="8"/><path class="hull" d="M16 4.5c4.3 3.8 6 8.4 6 14.5H10c0-6.1 1.7-10.7 6-14.5z"/><path class="rails" d="M9 22.8h14M11 26.8h10"/></symbol></svg>
<header class="top">
<a class="brand" href="/"><svg aria-hidden="true"><use href="#icon-mark"/></svg>${siteName}</a>
<nav aria-label="Pages"><a href="/api/2/openapi.json">OpenAPI</a></nav>
</header>
<div class="columns">
${renderIndex(groups)}
<main id="content" tabindex="-1">
${renderIntroduction()}
${groups.map(renderGroup)}
<p class="nothing" data-part="nothing" hidden>No method fits. Try a shorter word.</p>
</main>
</div>
</body>
</html>
`.text
  }`;
}

function renderIndex(groups: readonly MethodGroup[]): Html {
  const count = groups.reduce((sum, { methods }) => sum + methods.length, 0);
  return html`<nav class="index" aria-label="Methods">
<div data-part="search" hidden>
<label for="filter">Find a method</label>
<input id="filter" type="search" autocomplete="off" spellcheck="false" data-part="filter" aria-describedby="filter-count">
</div>
<p class="quiet" id="filter-count" role="status" data-part="count">${count} methods</p>
<ul>${groups.map(
    ({
      name,
      methods,
    }) => html`<li data-group="${name}"><a class="group-link" href="#group-${name}">${name}</a>
<ul>${methods.map(
      ({ path }) => html`<li data-method="${anchorOf(path)}"><a href="#${anchorOf(path)}">${path}</a></li>`,
    )}</ul></li>`,
  )}</ul>
</nav>`;
}

function renderGroup({ name, methods }: MethodGroup): Html {
  return html`<section class="group" id="group-${name}" aria-labelledby="group-${name}-title">
<h2 id="group-${name}-title">${name}</h2>
${methods.map(renderMethod)}
</section>`;
}

function renderIntroduction(): Html {
  const errors = Object.keys(apiErrors) as ApiErrorCode[];
  return html`<h1>API reference</h1>
<div data-part="introduction">
<p class="lead">Every method of version 1 (<code>/api/…</code>) and version 2 (<code>/api/2/…</code>), made from the same
declarations that the server runs on. Version 2 is also described as <a href="/api/2/openapi.json">OpenAPI 3.1</a>.</p>
<h2 id="calling">Calling a method</h2>
<ul class="points">
<li>GET takes parameters in the query, POST in a form: <code>application/x-www-form-urlencoded</code> or
<code>multipart/form-data</code>. On POST the query is not read, except by upload routes. Everything is UTF-8.</li>
<li>Methods answer to GET and POST alike; the tables name the one that the original documents name.</li>
<li>Flags are <code>1</code>, <code>t</code>, <code>true</code> or <code>0</code>, <code>f</code>, <code>false</code>. A
parameter that is sent twice with different values is refused.</li>
<li>Lists take <code>p</code>, from 1, and <code>size</code>, at most 100; some continue with <code>before</code>.</li>
<li>A browser page may call every method; credentials of other sites are never sent along.</li>
</ul>
<h2 id="keys">Keys and levels</h2>
<p>Send <code>Authorization: Bearer</code> with a key, or sign the request with OAuth 1.0a (HMAC-SHA1). Each method asks for a
level, and a higher one includes the lower: <code>none</code>, <code>anonymous</code>, <code>read</code>, <code>write</code>,
<code>admin</code>, <code>super</code>. The first two need no credentials; on a closed site, <code>anonymous</code> needs a
session. The examples use two variables of the shell: <code>SLIPWAY_URL</code> and
<code>SLIPWAY_KEY</code>.</p>
<h2 id="forms">Forms of an answer</h2>
<dl class="rows">
<div><dt>Version 1, XML</dt><dd>Without <code>format</code>, or with <code>format=xml</code>.</dd></div>
<div><dt>Version 1, JSON</dt><dd><code>format=json</code> is a script that sets <code>visual</code>, or the variable that
<code>varname</code> names; with <code>callback=f</code> it calls <code>f</code>; with <code>raw</code> it is bare JSON. It
is always served as <code>text/javascript</code>. All values are texts, only flags of items, albums and sites are the
numbers <code>1</code> and <code>0</code>.</dd></div>
<div><dt>Version 2, JSON</dt><dd>Typed values in <code>data</code>; <code>fields=a,b</code> returns only these fields;
<code>callback=f</code> makes it a script.</dd></div>
</dl>
<h2 id="errors">Errors</h2>
<p>An error has a code and a sentence. In version 1 it comes with the status 200, except 405 and 503; in version 2 with its
own status. 503 passes: try again after <code>Retry-After</code>.</p>
<details><summary>${errors.length} codes</summary><dl class="rows">${errors.map(
    (code) => html`<div><dt><code>${code}</code></dt><dd class="type">${apiErrors[code].status}</dd>
<dd>${inline(apiErrors[code].help)}</dd></div>`,
  )}</dl></details>
</div>`;
}
