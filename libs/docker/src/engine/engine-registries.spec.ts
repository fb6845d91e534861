import { describe, expect, it } from '@jest/globals';
import { engineMirrors, insecureRegistries } from './engine-answers.js';

/** Response of a runtime with `"insecure-registries": ["plain.example.com:5000", "10.1.0.0/16", "fd00::/8"]`. */
const INFO = {
  RegistryConfig: {
    InsecureRegistryCIDRs: ['10.1.0.0/16', '127.0.0.0/8', 'fd00::/8', 'nonsense'],
    IndexConfigs: {
      'docker.io': { Name: 'docker.io', Mirrors: [], Secure: true, Official: true },
      'plain.example.com:5000': { Name: 'plain.example.com:5000', Mirrors: [], Secure: false, Official: false },
    },
  },
};

describe('the registries of an engine', () => {
  it.each([
    ['plain.example.com:5000', true],
    ['docker.io', false],
    ['127.0.0.1:5000', true],
    ['127.9.9.9', true],
    ['localhost:5000', true],
    ['10.1.255.1:80', true],
    ['10.2.0.1:80', false],
    ['[fd00::1]:5000', true],
    ['[::2]:5000', false],
    ['no-such-host.invalid:5000', false],
  ])('%s: %s', async (registry, insecure) => {
    await expect(insecureRegistries(INFO).includes(registry)).resolves.toBe(insecure);
  });

  it.each([[undefined], [{}], [{ RegistryConfig: null }], [{ RegistryConfig: { IndexConfigs: null } }]])(
    'has none when the engine names none: %j',
    async (info) => {
      await expect(insecureRegistries(info).includes('127.0.0.1:5000')).resolves.toBe(false);
    },
  );

  it('have mirrors, which Docker uses for Docker Hub only', () => {
    const RegistryConfig = { ...INFO.RegistryConfig, Mirrors: ['https://mirror.example.com/', 'nonsense'] };
    expect(engineMirrors({ RegistryConfig })).toEqual([new URL('https://mirror.example.com/')]);
    expect(engineMirrors({})).toEqual([]);
  });
});
