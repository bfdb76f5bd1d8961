import type { KeyLevel } from '../../access/records.ts';
import { Html, html } from '../../http/html-text.ts';

/** What every page of the dance says around its own part. */
interface Frame {
  readonly siteName: string;
}

/** What was wrong with the last try, and where it was typed. */
export interface ConsentTrouble {
  readonly field: 'password' | 'key';
  readonly text: string;
}

/** What a person is asked. */
export interface ConsentQuestion extends Frame {
  readonly applicationName: string;
  readonly level: KeyLevel;
  readonly requestToken: string;
  /** Host or scheme of where the person goes afterwards; undefined when they get a code. */
  readonly destination: string | undefined;
  /** Who is signed in and may consent, with the proof that the form came from this page; undefined when nobody is. */
  readonly person: { readonly name: string; readonly proof: string } | undefined;
  /** What went wrong with the last try. */
  readonly error: ConsentTrouble | undefined;
}

/** What each level adds to the ones before it, in the words of the question. */
const abilities: Readonly<Record<KeyLevel, string>> = {
  read: 'See everything in the archive, also what is not published',
  write: 'Upload, change and delete items and albums',
  admin: 'Make users and look after the site',
  super: 'Act as any user, make keys and let people in',
};

const levels = Object.keys(abilities) as KeyLevel[];

/** Asks a person whether an application may act for them. Works without any script. */
export function consentPage(question: ConsentQuestion): string {
  const { applicationName, siteName, level, requestToken, person } = question;
  const granted = levels.slice(0, levels.indexOf(level) + 1);
  const title = `Let ${applicationName} use ${siteName}?`;
  return page(
    question,
    title,
    html`<h1>Let <strong>${applicationName}</strong> use ${siteName}?</h1>
      <p class="quiet">It will be able to:</p>
      <ul class="abilities">
        ${granted.map((one) => html`<li>${CHECK}<span>${abilities[one]}</span></li>`)}
      </ul>
      <form method="post" action="/oauth/authorize" class="consent-form">
        <input type="hidden" name="oauth_token" value="${requestToken}" />
        ${person ? personPart(person) : proofParts(question)}
        <div class="decision">
          <button type="submit" class="primary" name="decision" value="allow">Allow</button>
          <button type="submit" class="secondary" name="decision" value="deny" formnovalidate>Deny</button>
        </div>
      </form>
      <p class="quiet small-print">${destinationPart(question)} ${applicationName} keeps this access until an administrator takes it back.</p>`,
  );
}

function personPart({ name, proof }: NonNullable<ConsentQuestion['person']>): Html {
  return html`<input type="hidden" name="proof" value="${proof}" />
    <p class="person">You are signed in as <strong>${name}</strong>.</p>`;
}

/** Two ways to prove who one is; nobody needs both. */
function proofParts({ error, level }: ConsentQuestion): Html {
  return html`<div class="field">
      <label for="username">Your user name or e-mail address</label>
      <input id="username" name="username" type="text" autocomplete="username" autocapitalize="off" spellcheck="false" />
    </div>
    ${secretField({
      field: 'password',
      label: 'Your password',
      autocomplete: 'current-password',
      help: 'It proves that you may decide; the application never sees it.',
      error,
    })}
    <p class="either">or</p>
    ${secretField({
      field: 'key',
      label: 'Your API key',
      autocomplete: 'off',
      help: `A key of this site with the level “${level}” or a higher one.`,
      error,
    })}`;
}

function secretField(given: {
  readonly field: ConsentTrouble['field'];
  readonly label: string;
  readonly autocomplete: string;
  readonly help: string;
  readonly error: ConsentTrouble | undefined;
}): Html {
  const { field, label, autocomplete, help } = given;
  const error = given.error?.field === field ? given.error : undefined;
  const described = error === undefined ? `${field}-help` : `${field}-error ${field}-help`;
  return html`<div class="field">
      <label for="${field}">${label}</label>
      <input id="${field}" name="${field}" type="password" autocomplete="${autocomplete}" autocapitalize="off" spellcheck="false" aria-describedby="${described}" ${error === undefined ? undefined : new Html('aria-invalid="true" autofocus')} />
      ${error === undefined ? undefined : html`<p class="error" id="${field}-error" role="alert">${error.text}</p>`}
      <p class="help" id="${field}-help">${help}</p>
    </div>`;
}

function destinationPart({ destination, applicationName }: ConsentQuestion): Html {
  return destination === undefined
    ? html`If you allow it, you get a code to type into ${applicationName}.`
    : html`Either way you go on to <strong>${destination}</strong>.`;
}

/** Shows the code that a person types into an application that has no address (`oob`). */
export function codePage(frame: Frame & { readonly applicationName: string; readonly code: string }): string {
  return page(
    frame,
    'Your code',
    html`<h1>Your code for <strong>${frame.applicationName}</strong></h1>
      <p class="quiet" id="code-help">Type or copy it into ${frame.applicationName}. It works once, within an hour.</p>
      <output class="verifier" aria-describedby="code-help">${frame.code}</output>
      <p class="quiet small-print">You can close this page then.</p>`,
  );
}

/** Says one thing, where there is nothing to decide. */
export function noticePage(frame: Frame & { readonly title: string; readonly text: string }): string {
  return page(frame, frame.title, html`<h1>${frame.title}</h1><p class="quiet">${frame.text}</p>`);
}

const CHECK = new Html(
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m5.5 12.5 4.3 4.3 8.7-9.3" /></svg>',
);

const MARK = new Html(
  '<svg viewBox="0 0 32 32" aria-hidden="true"><rect class="tile" width="32" height="32" rx="8" /><path class="hull" d="M16 4.5c4.3 3.8 6 8.4 6 14.5H10c0-6.1 1.7-10.7 6-14.5z" /><path class="rails" d="M9 22.8h14M11 26.8h10" /></svg>',
);

const STYLES = ['home/base', 'home/layout', 'home/form', 'consent'].map(
  (name) => html`<link rel="stylesheet" href="/assets/${name}.css" />`,
);

function page({ siteName }: Frame, title: string, main: Html): string {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${title} · ${siteName}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    ${STYLES}
  </head>
  <body class="consent">
    <header class="top"><a class="brand" href="/">${MARK}${siteName}</a></header>
    <main class="card">
      ${main}
    </main>
  </body>
</html>
`.text;
}
