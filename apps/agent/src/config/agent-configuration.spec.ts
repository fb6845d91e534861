import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '@image-factory/service';
import { AgentConfiguration } from './agent-configuration.js';

const SHIELD_ADDRESS = 'http://192.0.2.20:9001';
const load = (environment: Record<string, string>) => loadConfiguration(AgentConfiguration, { environment });

describe('AgentConfiguration', () => {
  it('needs the address of the shield alone', () => {
    expect(load({ SHIELD_ADDRESS })).toMatchObject({ shield_address: SHIELD_ADDRESS, port: 9002, save_mode: 'auto' });
    expect(() => load({})).toThrow('Configuration: shield_address is required.');
  });

  it.each(['192.0.2.20', 'ftp://192.0.2.20', 'http://user:pwd@192.0.2.20', 'http://'])(
    'refuses the shield %s',
    (text) => {
      expect(() => load({ SHIELD_ADDRESS: text })).toThrow(/shield_address must be an http or https URL/);
    },
  );

  it.each([
    'http://shield:9001',
    'http://localhost:9001',
    'https://shield.example.com/factory',
    'http://[2001:db8::1]:9001',
  ])('accepts the shield %s', (text) => expect(load({ SHIELD_ADDRESS: text }).shield_address).toBe(text));

  it('accepts one or several addresses of the node', () => {
    expect(load({ SHIELD_ADDRESS, NODE_IP: '192.0.2.2' }).node_ip).toEqual(['192.0.2.2']);
    expect(load({ SHIELD_ADDRESS, NODE_IP: '192.0.2.2, 127.0.0.3' }).node_ip).toEqual(['192.0.2.2', '127.0.0.3']);
  });

  it.each(['192.0.2', '192.0.2.2,node-7', '2001:db8::1', '192.0.2.2,'])('refuses the node addresses %s', (text) => {
    expect(() => load({ SHIELD_ADDRESS, NODE_IP: text })).toThrow(/node_ip must hold IPv4 addresses/);
  });

  it('reads the proxies in both cases, as other programs do', () => {
    const environment = { SHIELD_ADDRESS, http_proxy: 'http://lower', HTTPS_PROXY: 'http://upper', no_proxy: 'a,b' };
    const read = { http_proxy: 'http://lower', https_proxy: 'http://upper', no_proxy: 'a,b' };
    expect(load(environment)).toMatchObject(read);
    expect(load({ ...environment, HTTP_PROXY: 'http://upper' })).toMatchObject({ http_proxy: 'http://upper' });
  });

  it('rejects an unknown save_mode', () => {
    expect(() => load({ SHIELD_ADDRESS, SAVE_MODE: 'magic' })).toThrow(/save_mode must be one of/);
  });
});
