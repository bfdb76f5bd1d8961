import type { Door, DoorPresenter } from '../protocols/redeem/door.ts';
import type { UploadTokenService } from '../uploads/upload-token-service.ts';
import { refusalPage, thanksPage } from './notice-pages.ts';
import { type PageParts, uploadPageHeaders } from './page-frame.ts';
import { openFields } from './token-page.ts';

const HTML = 'text/html; charset=utf-8';

/**
 * The doors behind the plain forms of upload pages. They are those of the API, but for their addresses and their
 * answers, which are pages.
 */
export function createPageDoors(options: {
  readonly parts: PageParts;
  readonly tokens: Pick<UploadTokenService, 'find' | 'update'>;
  /** The doors of the API for upload tokens, and for open uploads. */
  readonly tokenDoor: Door;
  readonly openDoor: Door;
}): Door[] {
  const { parts, tokens, tokenDoor, openDoor } = options;
  return [
    {
      ...tokenDoor,
      versions: [1],
      address: '/u',
      presenter: pagePresenter(parts, tokenDoor.presenter, (fields) =>
        addressOf('/u/', fields.get('upload_token')),
      ),
      async admit(request, parameters, arrived) {
        const { secret, fields } = parameters;
        if (secret !== undefined) await describeItems(tokens, secret, (name) => fields.get(name) ?? '');
        return tokenDoor.admit(request, parameters, arrived);
      },
    },
    {
      ...openDoor,
      versions: [1],
      address: '/o',
      presenter: pagePresenter(parts, openDoor.presenter, (fields) =>
        addressOf(`/o/${fields.get('token_upload_id') ?? ''}-`, fields.get('token')),
      ),
    },
  ];
}

/** What the form says of the file becomes what the token says of it, as far as the token leaves that open. */
async function describeItems(
  tokens: Pick<UploadTokenService, 'find' | 'update'>,
  secret: string,
  textOf: (name: string) => string,
): Promise<void> {
  const names = openFields(await tokens.find(secret)).map(({ name }) => name);
  const given = names.map((name) => [name, textOf(name).trim()] as const).filter(([, text]) => text !== '');
  if (given.length > 0) await tokens.update(secret, Object.fromEntries(given));
}

function addressOf(start: string, secret: string | undefined): string | undefined {
  return secret === undefined ? undefined : `${start}${encodeURIComponent(secret)}`;
}

/** Answers with pages; errors are told in the words of the door of the API. */
function pagePresenter(
  parts: PageParts,
  api: DoorPresenter,
  backAddressOf: (fields: { get(name: string): string | undefined }) => string | undefined,
): DoorPresenter {
  const page = (body: string) => ({ contentType: HTML, body, headers: uploadPageHeaders(parts.brand, '') });
  return {
    message: 'Thank you',
    wantsEnvelope: () => true,
    stored: () => ({ contentType: 'text/plain; charset=utf-8', body: 'ok' }),
    success: (_request, { fields }) => page(thanksPage(parts, backAddressOf(fields))),
    failure: (_request, { fields }, { message, isAboutToken }) =>
      page(refusalPage(parts, message, isAboutToken ? undefined : backAddressOf(fields))),
    describe: (error, request) => api.describe(error, request),
  };
}
