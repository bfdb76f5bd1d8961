import { useSignal } from '@preact/signals';
import { Confirm } from './dialog.tsx';

/** A button that asks before it does something that cannot be undone. */
export function AskButton({
  label,
  about,
  question,
  text,
  action = label,
  looks = 'secondary small',
  isBusy,
  onConfirm,
}: {
  readonly label: string;
  /** What it is about, for who cannot see the row that it stands in. */
  readonly about?: string;
  readonly question: string;
  /** What happens then. */
  readonly text: string;
  /** What the button says that does it. */
  readonly action?: string;
  readonly looks?: string;
  readonly isBusy: boolean;
  readonly onConfirm: () => Promise<void>;
}) {
  const isAsking = useSignal(false);
  return (
    <>
      <button
        type="button"
        class={looks}
        disabled={isBusy}
        onClick={() => {
          isAsking.value = true;
        }}
      >
        {label}
        {about !== undefined && (
          <span class="only-heard">
            {' '}
            <bdi>{about}</bdi>
          </span>
        )}
      </button>
      {isAsking.value && (
        <Confirm
          title={question}
          text={text}
          action={action}
          onConfirm={() => void onConfirm()}
          onClose={() => {
            isAsking.value = false;
          }}
        />
      )}
    </>
  );
}
