import { describe, expect, it } from '@jest/globals';
import type { Commit } from '@image-factory/client';
import { suggestedImage } from './suggested-image.js';

const NOW = new Date(2026, 10, 4, 9, 5);
const TAG = '2026-11-04-0905';

describe('suggestedImage', () => {
  const commitsTo = (...images: string[]) => images.map((image) => ({ image }) as Commit);

  it('uses the repository of the last commit of the container', () => {
    const earlier = commitsTo('reg.example.com:5000/team/alice:v1@sha256:00', 'reg.example.com/old:v1');
    const image = suggestedImage({ name: 'notebook', image: 'other:5000/base:1' }, { earlier, others: earlier }, NOW);
    expect(image).toBe(`reg.example.com:5000/team/alice:${TAG}`);
  });

  it.each([
    ['127.0.0.1:5000/base/python:3', 'notebook-alice', `127.0.0.1:5000/base/notebook-alice:${TAG}`],
    ['localhost/python', 'a', `localhost/a:${TAG}`],
    ['python:3', 'a', `last.example.com/team/a:${TAG}`],
    ['sha256:0123', 'Notebook_.-Alice--', `last.example.com/team/notebook_alice:${TAG}`],
    ['python', '___', `last.example.com/team/container:${TAG}`],
  ])('of a container made from %s and named %s', (image, name, suggestion) => {
    const others = commitsTo('plain:1', 'last.example.com/team/x:1');
    expect(suggestedImage({ name, image }, { earlier: [], others }, NOW)).toBe(suggestion);
  });

  it('has no registry if none is known', () => {
    expect(suggestedImage({ name: 'a', image: 'python:3' }, { earlier: [], others: [] }, NOW)).toBe(`a:${TAG}`);
  });
});
