import { describe, expect, it } from 'vitest';
import { canonicalType, kindOf } from './media-kind.ts';

describe('the kind of a type', () => {
  it.each([
    ['video/mp4', 'video'],
    ['application/mxf', 'video'],
    ['application/ogg', 'video'],
    ['application/vnd.rn-realmedia', 'video'],
    ['application/vnd.ms-asf', 'video'],
    ['image/jpeg', 'image'],
    ['image/avif', 'image'],
    ['audio/ogg; codecs=opus', 'audio'],
    ['Audio/MPEG', 'audio'],
    ['image/svg+xml', 'other'],
    ['image/svg', 'other'],
    ['image/vnd.dwg', 'other'],
    ['application/xml', 'other'],
    ['application/pdf', 'other'],
    ['text/html', 'other'],
    ['application/octet-stream', 'other'],
    ['video', 'video'],
    ['', 'other'],
  ])('%j is %s', (type, kind) => {
    expect(kindOf(type)).toBe(kind);
  });

  it('compares types in one spelling', () => {
    expect(canonicalType('Video/X-Matroska; codecs="avc1"')).toBe('video/matroska');
    expect(canonicalType(' audio/x-m4a ')).toBe('audio/mp4');
    expect(canonicalType('image/jpg')).toBe('image/jpeg');
    expect(canonicalType('application/pdf')).toBe('application/pdf');
  });
});
