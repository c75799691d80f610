import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { pages } from './pages';
import { href, page } from './router';

/** The pages: a rail at the side; on a phone a bar at the foot with the four that are wanted most, and the others behind "More". */
export function Rail() {
  const open = useSignal(false);
  useEffect(() => {
    open.value = false;
  }, [page.value]);
  return (
    <nav class="rail" aria-label="Pages" data-open={open.value}>
      <ul>
        {pages.map((each) => (
          <li key={each.path} data-first={each.first}>
            <a href={href(each.path)} aria-current={each.path === page.value ? 'page' : undefined}>
              {each.name}
            </a>
          </li>
        ))}
        <li class="more">
          <button type="button" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
            {open.value ? 'Less' : 'More'}
          </button>
        </li>
      </ul>
    </nav>
  );
}
