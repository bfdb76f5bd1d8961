import { describe, expect, it } from 'vitest';
import { boundaryOf } from './multipart-boundary.ts';

describe('boundaryOf', () => {
  it.each([
    [
      'multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW3',
      '----WebKitFormBoundary7MA4YWxkTrZu0gW3',
    ],
    ['multipart/form-data; boundary="quoted boundary:1"', 'quoted boundary:1'],
    ['Multipart/Form-Data;charset=utf-8; BOUNDARY=abc', 'abc'],
    ['multipart/form-data; boundary=a; charset=utf-8', 'a'],
    ["multipart/form-data; boundary=0'()+_,-./:=?z", "0'()+_,-./:=?z"],
    [`multipart/form-data; boundary=${'b'.repeat(200)}`, 'b'.repeat(200)],
  ])('reads %s', (contentType, boundary) => {
    expect(boundaryOf(contentType)).toBe(boundary);
  });

  it.each([
    ['no header', undefined],
    ['another type', 'application/x-www-form-urlencoded'],
    ['another multipart type', 'multipart/mixed; boundary=a'],
    ['no boundary', 'multipart/form-data'],
    ['an empty boundary', 'multipart/form-data; boundary='],
    ['an empty quoted boundary', 'multipart/form-data; boundary=""'],
    ['a boundary that ends with a space', 'multipart/form-data; boundary="a "'],
    ['a boundary that is too long', `multipart/form-data; boundary=${'b'.repeat(201)}`],
    ['a boundary with a control character', 'multipart/form-data; boundary="a\rb"'],
    ['a boundary with other letters', 'multipart/form-data; boundary="aéb"'],
  ])('refuses %s', (_, contentType) => {
    expect(() => boundaryOf(contentType)).toThrow(expect.objectContaining({ code: 'form_invalid' }));
  });
});
