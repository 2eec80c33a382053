import { listRunbooks } from '../data/runbooks.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

export function Runbooks() {
  useTitle('Runbooks');
  const { href } = usePage();
  const { value, error } = useData('runbooks', listRunbooks);
  return (
    <>
      <h1>Runbooks</h1>
      {!value && <p class="dim">{error ? error.message : 'Loading …'}</p>}
      <ul class="cards plain">
        {value?.map(({ name, title, summary }) => (
          <li key={name} class="panel">
            <a href={href(`/runbooks/${name}`)}>{title}</a>
            <p class="dim">{summary}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
