import { readHcl } from './hcl.ts';

/** A module's inputs and outputs as Markdown tables, from its variables.tf and outputs.tf. */
export function moduleTables(variables: string, outputs: string): string {
  const inputs = readHcl(variables)
    .filter(({ name }) => name === 'variable')
    .map(({ labels, children }) => {
      const text = (name: string) => children.find((child) => child.name === name)?.text;
      return { name: labels[0], type: text('type'), fallback: text('default'), about: text('description') };
    });
  const rows = inputs.map(
    ({ name, type, fallback, about }) =>
      `| \`${name}\` | ${unquote(about)} | ${code(type)} | ${fallback === undefined ? 'required' : code(fallback)} |`,
  );
  const results = readHcl(outputs)
    .filter(({ name }) => name === 'output')
    .map(
      ({ labels, children }) =>
        `| \`${labels[0]}\` | ${unquote(children.find(({ name }) => name === 'description')?.text)} |`,
    );
  return [
    '| input | meaning | type | default |',
    '|---|---|---|---|',
    ...rows,
    '',
    '| output | meaning |',
    '|---|---|',
    ...results,
  ].join('\n');
}

const BEGIN = '<!-- made from variables.tf and outputs.tf by `npm run terraform:docs` -->';
const END = '<!-- end -->';

/** The README with its tables replaced. @throws Error when it has no place for them. */
export function withTables(readme: string, tables: string): string {
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from === -1 || to < from) throw new Error(`README.md needs the lines ${BEGIN} and ${END}`);
  return `${readme.slice(0, from + BEGIN.length)}\n${tables}\n${readme.slice(to)}`;
}

/** The first ```hcl block of a README: the example that the tests plan. */
export function example(readme: string): string | undefined {
  return /```hcl\n([\s\S]*?)```/.exec(readme)?.[1];
}

function unquote(text = ''): string {
  return text.replace(/^"|"$/g, '').replaceAll('\\"', '"').replaceAll('|', '\\|');
}

/** On one line, for a table's cell. */
function code(text = ''): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return `\`${line}\``;
}
