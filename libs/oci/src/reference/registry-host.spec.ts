import { describe, expect, it } from '@jest/globals';
import { registryHost } from './registry-host.js';

describe('registryHost', () => {
  it.each([
    ['registry.example.com', 'registry.example.com'],
    ['https://registry.example.com/v2/', 'registry.example.com'],
    ['HTTP://Host:5000/', 'host:5000'],
    ['registry.example.com/user-images', 'registry.example.com'],
    [' registry.example.com:443 ', 'registry.example.com'],
    ['registry.example.com:8443', 'registry.example.com:8443'],
    ['https://index.docker.io/v1/', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['docker.io', 'docker.io'],
    ['[::1]:5000', '[::1]:5000'],
    ['registry', 'registry'],
  ])('reads %j', (text, host) => {
    expect(registryHost(text)).toBe(host);
  });

  it.each(['', '/', 'https://', 'ftp://host', 'https://user:secret@host', 'ho st', 'host:port', 'a'.repeat(2000)])(
    'finds no host in %j',
    (text) => {
      expect(registryHost(text)).toBeUndefined();
    },
  );
});
