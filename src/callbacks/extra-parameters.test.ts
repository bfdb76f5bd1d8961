import { describe, expect, test } from 'vitest';
import { joinExtras, repeatableExtras, type Parameter } from './extra-parameters.ts';

const namesOf = (parameters: readonly Parameter[]) => repeatableExtras(parameters).map(([name]) => name);

describe('repeatableExtras', () => {
  test.each([
    'file',
    'upload_token',
    'format',
    'raw',
    'callback',
    'varname',
    'fields',
    'oauth_consumer_key',
    'oauth_signature',
    'resumableChunkNumber',
    'resumableIdentifier',
    'flowChunkNumber',
    'flowTotalSize',
    '',
  ])('leaves out the request parameter %j', (name) => {
    expect(
      namesOf([
        [name, '1'],
        ['other', '2'],
      ]),
    ).toEqual(['other']);
  });

  test.each([
    'customer',
    'flowers',
    'flow_id',
    'callbacks',
    'filename',
    'identifier',
    'chunkSize',
    'title',
    'a[]',
  ])('keeps the extra parameter %j', (name) => {
    expect(namesOf([[name, '1']])).toEqual([name]);
  });

  test('leaves out the everyday names of simple-uploader.js when they came as its chunk parameters', () => {
    const chunk: Parameter[] = [
      ['chunkNumber', '1'],
      ['chunkSize', '1048576'],
      ['currentChunkSize', '5'],
      ['totalSize', '5'],
      ['identifier', '5-atxt'],
      ['filename', 'a.txt'],
      ['relativePath', 'a.txt'],
      ['totalChunks', '1'],
    ];
    expect(namesOf([...chunk, ['customer', '7']])).toEqual(['customer']);
    expect(
      namesOf([
        ['filename', 'a.txt'],
        ['totalSize', '5'],
      ]),
    ).toEqual(['filename', 'totalSize']);
  });

  test.each([
    'domain',
    'upload_token',
    'photo_id',
    'tree_id',
    'token',
    'error_message',
    'photo.id',
    'photo id',
    ' photo_id',
    'photo[id',
    'photo_id[]',
    'photo_id[x]',
    'photo_id\0x',
    'Photo_ID',
    'TOKEN[0]',
  ])('leaves out %j, which an application could read in place of a parameter of ours', (name) => {
    expect(namesOf([[name, 'forged']])).toEqual([]);
  });

  test('keeps order, repetitions and values', () => {
    const extras: Parameter[] = [
      ['b', '2'],
      ['a', ''],
      ['b', '2'],
      ['b', '3'],
    ];
    expect(repeatableExtras(extras)).toEqual(extras);
  });
});

describe('extra parameters of a token and its requests', () => {
  test('are joined, and a request cannot give another value for a name of the token', () => {
    const fromToken: Parameter[] = [['order', '4711']];
    const fromUpload: Parameter[] = [
      ['order', '1'],
      ['order[]', '2'],
      ['Order', '3'],
      ['colour', 'red'],
    ];
    expect(joinExtras(fromToken, fromUpload)).toEqual([
      ['order', '4711'],
      ['colour', 'red'],
    ]);
  });
});
