import { readFileSync } from 'node:fs';
import { getMetadataStorage } from 'class-validator';
import ts from 'typescript';

/** A configuration key as documented in its class. The texts are Markdown. */
export interface ConfigurationKey {
  readonly name: string;
  /** The values that its validators accept. */
  readonly value: string;
  /** Its initialiser, or the text of `@default`, or empty. */
  readonly fallback: string;
  /** The first paragraph of its comment. */
  readonly summary: string;
  /** The other paragraphs. */
  readonly details: string;
}

/** Maximum length of a summary, in characters: longer ones make the table unreadable. */
const MAX_SUMMARY_LENGTH = 100;

/**
 * Reads the keys of a configuration class in the order of its source file: texts from the comments, values from the
 * validators, defaults from an instance.
 *
 * @throws Error that names a key without a comment, or with a summary that is too long
 */
export function configurationKeys(Configuration: new () => object, file: string): ConfigurationKey[] {
  const defaults = new Configuration() as Readonly<Record<string, unknown>>;
  return propertiesOf(Configuration.name, file).map((property) => {
    const name = property.name.getText();
    const { paragraphs, defaultText } = commentOf(property);
    const [summary = '', ...details] = paragraphs;
    if (summary === '') throw new Error(`${file}: ${name} has no comment.`);
    if (summary.length > MAX_SUMMARY_LENGTH) {
      throw new Error(`${file}: the first paragraph of ${name} has more than ${MAX_SUMMARY_LENGTH} characters.`);
    }
    const isRequired = property.exclamationToken !== undefined;
    const fallback = isRequired ? '(required)' : (defaultText ?? literal(defaults[name]));
    return { name, value: valueOf(Configuration, name), fallback, summary, details: details.join('\n\n') };
  });
}

function propertiesOf(className: string, file: string): ts.PropertyDeclaration[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const declaration = source.statements.find(
    (statement) => ts.isClassDeclaration(statement) && statement.name?.text === className,
  );
  if (!declaration) throw new Error(`${file} declares no class ${className}.`);
  return (declaration as ts.ClassDeclaration).members.filter(ts.isPropertyDeclaration);
}

/** Paragraphs and list items lose the line breaks that only the source needs. */
function commentOf(property: ts.PropertyDeclaration): { paragraphs: string[]; defaultText: string | undefined } {
  const [comment] = ts.getJSDocCommentsAndTags(property).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(comment?.comment) ?? '';
  const tag = comment?.tags?.find(({ tagName }) => tagName.text === 'default');
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.replaceAll(/\n\s*(?!- )/g, ' ').trim());
  return { paragraphs, defaultText: ts.getTextOfJSDocComment(tag?.comment)?.replaceAll(/\s+/g, ' ') };
}

function literal(value: unknown): string {
  return value === undefined || value === '' ? '' : `\`${JSON.stringify(value).replaceAll('"', '')}\``;
}

/** Descriptions of the values that a validator accepts, by its name and constraints. */
const VALUES: Readonly<Record<string, (constraints: readonly unknown[]) => string>> = {
  isIn: ([values]) => (values as readonly string[]).map((value) => `\`${value}\``).join(', '),
  isBoolean: () => '`true`, `false`',
  isIp: () => 'IPv4 address',
  isUrl: () => 'http or https URL',
  isString: () => 'text',
  matches: () => 'text',
};

function valueOf(Configuration: new () => object, name: string): string {
  const validators = getMetadataStorage()
    .getTargetValidationMetadatas(Configuration, '', false, false)
    .filter(({ propertyName }) => propertyName === name);
  const has = (kind: string) => validators.some((validator) => validator.name === kind);
  const bound = (kind: string) => Number(validators.find((validator) => validator.name === kind)?.constraints[0]);
  if (has('isInt')) return `${bound('min')} to ${bound('max')}`;
  const known = validators.find((validator) => validator.name !== undefined && validator.name in VALUES);
  if (!known) throw new Error(`${Configuration.name}: no validator of ${name} describes its values.`);
  const text = VALUES[known.name!]!(known.constraints ?? []);
  const each = has('isArray') ? `list: ${text}` : text;
  return has('minLength') ? `${each}, at least ${bound('minLength')} characters` : each;
}
