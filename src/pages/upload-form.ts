import { Html, html } from '../http/html-text.ts';
import { paragraphs } from './notice-pages.ts';
import { type PageParts, uploadPage } from './page-frame.ts';

/** A field that people fill in. */
export interface PageField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'email' | 'lines';
  readonly isRequired: boolean;
  readonly autocomplete?: string;
  readonly help?: string;
}

/** What an upload page asks, and where it sends it. */
export interface UploadForm {
  readonly title: string;
  readonly text: string;
  /** Address of the plain form. */
  readonly action: string;
  /** Attributes of the uploader: its token, and so on. */
  readonly uploader: Readonly<Record<string, string>>;
  /** What is known of its limits, as `upload-token/get` would say it; undefined when the uploader asks by itself. */
  readonly limits: Readonly<Record<string, string | number>> | undefined;
  readonly hidden: Readonly<Record<string, string>>;
  readonly fields: readonly PageField[];
  /** What uploaders agree to; empty when there is nothing. */
  readonly terms: string;
  readonly accept: string;
  /** Where people go when they are done. */
  readonly doneAddress: string;
}

/** The page on which files are sent. Without scripts it is a plain form. */
export function uploadFormPage(parts: PageParts, form: UploadForm): string {
  const { fields, terms, text } = form;
  const asks = fields.length > 0 || terms !== '';
  const attributes = Object.entries({ ...form.uploader, ...(asks ? { manual: '' } : {}) });
  return uploadPage(parts, {
    title: form.title,
    scripts: true,
    main: html`<h1>${form.title}</h1>
      ${paragraphs(text)}
      <form id="upload" method="post" action="${form.action}" enctype="multipart/form-data" accept-charset="utf-8" data-done="${form.doneAddress}" ${form.limits && html`data-limits="${JSON.stringify(form.limits)}"`}>
        ${Object.entries(form.hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        ${asks ? html`<fieldset><legend class="heard">About your files</legend>${fields.map(fieldPart)}${termsPart(terms)}</fieldset>` : undefined}
        <slipway-uploader ${attributes.map(([name, value]) => html`${new Html(name)}="${value}" `)}>
          <div class="field">
            <label for="file">File</label>
            <input id="file" type="file" name="file" required ${form.accept === '' ? undefined : html`accept="${form.accept}"`} />
          </div>
          <p><button type="submit">Send</button></p>
        </slipway-uploader>
        <p id="problem" class="problem" role="alert" hidden></p>
        <p><a id="finish" class="button" href="${form.doneAddress}" hidden>Finish</a></p>
      </form>`,
  });
}

function fieldPart({ name, label, kind, isRequired, autocomplete, help }: PageField): Html {
  const id = `field-${name}`;
  const more = [
    isRequired ? html`required ` : undefined,
    autocomplete === undefined ? undefined : html`autocomplete="${autocomplete}" `,
    help === undefined ? undefined : html`aria-describedby="${id}-help" `,
  ];
  return html`<div class="field">
      <label for="${id}">${label}${isRequired ? undefined : html` <span class="quiet">(optional)</span>`}</label>
      ${
        kind === 'lines'
          ? html`<textarea id="${id}" name="${name}" rows="3" ${more}></textarea>`
          : html`<input id="${id}" name="${name}" type="${kind}" ${more}/>`
      }
      ${help === undefined ? undefined : html`<p class="quiet" id="${id}-help">${help}</p>`}
    </div>`;
}

function termsPart(terms: string): Html | undefined {
  if (terms === '') return undefined;
  return html`<div class="terms">
      <div class="terms-text" tabindex="0" role="region" aria-label="Terms">${paragraphs(terms)}</div>
      <label class="check"><input type="checkbox" name="agreed" value="1" required />I agree to these terms.</label>
    </div>`;
}
