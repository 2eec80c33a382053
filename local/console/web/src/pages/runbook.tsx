import { Markdown } from '../components/markdown.tsx';
import { readRunbook } from '../data/runbooks.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

export function Runbook({ name = '' }: { readonly name?: string }) {
  useTitle(name);
  const { value, error } = useData(`runbook ${name}`, (signal) => readRunbook(name, signal));
  if (value === undefined) return <h1>{error ? `There is no runbook ${name}.` : 'Loading …'}</h1>;
  return (
    <article class="panel">
      <Markdown text={value} />
    </article>
  );
}
