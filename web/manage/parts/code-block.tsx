import { useId } from 'preact/hooks';
import { tell, tellTrouble } from '../data/messages.ts';

/** Something to copy: a command, a secret. */
export function CodeBlock({
  label,
  text,
  wraps = false,
}: {
  readonly label: string;
  readonly text: string;
  /** Whether it is one long word, such as a secret, that is shown whole. */
  readonly wraps?: boolean;
}) {
  const id = useId();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      tell(`${label}: copied.`);
    } catch {
      tellTrouble('The browser does not let this page copy. Select the text and copy it yourself.');
    }
  };
  return (
    <div class="code">
      <h3 id={id}>{label}</h3>
      <button type="button" class="plain" aria-describedby={id} onClick={() => void copy()}>
        Copy
      </button>
      <pre class={wraps ? 'wraps' : ''} tabIndex={0} aria-labelledby={id}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
