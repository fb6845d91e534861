import { agentStoreContract } from '../../agent-store.contract.js';
import { MemoryAgentStore } from './memory-agent.store.js';

agentStoreContract('memory', () => Promise.resolve(new MemoryAgentStore()));
