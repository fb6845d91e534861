import { execFileSync } from 'node:child_process';

function record(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function header(name: string, type: string, size: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100, 'latin1');
  block.write(
    `0000644\0${'0000000\0'.repeat(2)}${size.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0        ${type}`,
    100,
  );
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Creates a file with extended attributes through GNU tar: Node cannot set any, and few nodes have a tool for it. */
export function fileWithAttributes(root: string, path: string, attributes: Readonly<Record<string, Buffer>>): void {
  const records = Buffer.concat(
    Object.entries(attributes).map(([name, value]) => record(`SCHILY.xattr.${name}`, value)),
  );
  const padding = Buffer.alloc((512 - (records.length % 512)) % 512);
  const archive = [header('x', 'x', records.length), records, padding, header(path, '0', 0), Buffer.alloc(1024)];
  execFileSync('tar', ['-C', root, '-x', '--xattrs', '--xattrs-include=*'], { input: Buffer.concat(archive) });
}
