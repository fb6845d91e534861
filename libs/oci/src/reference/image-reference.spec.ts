import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ImageReference } from './image-reference.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('ImageReference', () => {
  it.each([
    ['alice', 'docker.io/library/alice:latest'],
    ['alice:v1', 'docker.io/library/alice:v1'],
    ['team/alice', 'docker.io/team/alice:latest'],
    ['docker.io/alice', 'docker.io/library/alice:latest'],
    ['index.docker.io/team/alice', 'docker.io/team/alice:latest'],
    ['localhost/alice', 'localhost/alice:latest'],
    ['localhost:5000', 'docker.io/library/localhost:5000'],
    ['registry.example.com/user-images/alice', 'registry.example.com/user-images/alice:latest'],
    ['127.0.0.1:5000/a/b/c:V_1.2-x', '127.0.0.1:5000/a/b/c:V_1.2-x'],
    ['Registry.Example.com/a', 'Registry.Example.com/a:latest'],
    ['[::1]:5000/a', '[::1]:5000/a:latest'],
    ['[2001:db8::1]/a:1', '[2001:db8::1]/a:1'],
    ['host:1/a__b/c.d-e---f:_', 'host:1/a__b/c.d-e---f:_'],
  ])('reads %s', (text, whole) => {
    expect(ImageReference.parse(text).toString()).toBe(whole);
  });

  it('has its parts', () => {
    const { registry, repository, tag, name } = ImageReference.parse('registry.example.com:5000/team/alice');
    expect({ registry, repository, tag, name }).toEqual({
      registry: 'registry.example.com:5000',
      repository: 'team/alice',
      tag: 'latest',
      name: 'registry.example.com:5000/team/alice',
    });
  });

  it.each([
    ['', 'it is empty'],
    [' host:1/a', 'white space'],
    ['host:1/a\nb', 'white space'],
    ['https://host/a', 'scheme'],
    [`host:1/a@${DIGEST}`, 'digest'],
    ['host:1/Alice', '"Alice" is not'],
    ['Alice/b', 'lower case'],
    ['host:1//a', 'component of the repository is empty'],
    ['host:1/a/', 'component of the repository is empty'],
    ['/a', 'component of the repository is empty'],
    ['host:1/', 'component of the repository is empty'],
    ['host:1/a/../b', '".."'],
    ['host:1/a..b', '"a..b"'],
    ['host:1/a___b', '"a___b"'],
    ['host:1/-a', '"-a"'],
    ['host:1/a?x=1', '"a?x=1"'],
    ['host:1/ä', '"ä"'],
    ['host:1/a:', 'tag after the colon is empty'],
    ['host:1/a:-x', 'the tag "-x"'],
    ['host:1/a:v1!', 'the tag "v1!"'],
    [`host:1/a:${'t'.repeat(129)}`, 'longer than 128'],
    ['host:/a', 'port of the registry "host:"'],
    ['host:0/a', 'port of the registry'],
    ['host:65536/a', 'port of the registry'],
    ['host:12x/a', 'port of the registry'],
    ['-host.com/a', '"-host.com" is not the host'],
    ['ho_st.com/a', 'is not the host'],
    ['host..com/a', 'is not the host'],
    ['[::1/a', 'is not the host'],
    [`host:1/${'a'.repeat(249)}`, 'longer than 255'],
    ['a'.repeat(1025), 'longer than 1024'],
    ['a'.repeat(64), 'are an id, not a name'],
  ])('refuses %j: %s', (text, reason) => {
    expect(() => ImageReference.parse(text)).toThrow(
      expect.objectContaining({ code: 'invalid_image_reference', message: expect.stringContaining(reason) }),
    );
  });

  it('accepts names and tags of maximum length', () => {
    const text = `host:1/${'a'.repeat(248)}:${'t'.repeat(128)}`;
    expect(ImageReference.parse(text).toString()).toBe(text);
  });

  it('answers every text with a reference that reads the same again, or with one sentence', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'aB0.:-_/@[]% é\n'), maxLength: 40 });
    fc.assert(
      fc.property(odd, (text) => {
        let whole: string;
        try {
          whole = ImageReference.parse(text).toString();
        } catch (error) {
          expect(error).toMatchObject({
            code: 'invalid_image_reference',
            message: expect.stringMatching(/^image ".*\.$/),
          });
          return;
        }
        expect(ImageReference.parse(whole).toString()).toBe(whole);
        expect(whole).toMatch(/^[a-zA-Z0-9.:[\]-]+\/[a-z0-9._/-]+:[a-zA-Z0-9._-]+$/);
      }),
      { numRuns: 5000 },
    );
  });
});
