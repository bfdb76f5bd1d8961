import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { session, signIn } from '../data/session.ts';
import { readForm, TextField } from '../parts/fields.tsx';
import { Icon, Mark } from '../parts/icons.tsx';
import { siteName } from '../parts/page.tsx';

type Way = 'key' | 'password';

/** The page that lets somebody in. Whoever is let in stays where they wanted to go. */
export function SignIn() {
  const way = useSignal<Way>('key');
  const trouble = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const now = session.value;
  const hasEnded = now.kind === 'out' && now.hasEnded;

  useEffect(() => {
    document.title = `Sign in · ${siteName}`;
  }, []);
  useEffect(() => {
    form.current?.querySelector('input')?.focus();
  }, [way.value]);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy.value || !form.current) return;
    isBusy.value = true;
    trouble.value = undefined;
    trouble.value = await signIn(readForm(form.current));
    isBusy.value = false;
    if (trouble.value === undefined) return;
    const secret = form.current.querySelector<HTMLInputElement>('input[type="password"]');
    if (secret) secret.value = '';
    secret?.focus();
  };

  return (
    <main class="sign-in" id="main">
      <p class="brand">
        <Mark />
        {siteName}
      </p>
      <h1>Sign in to the dashboard</h1>
      {hasEnded && <p class="notice">Your session has ended. Sign in again; what you were at stays open.</p>}
      <form ref={form} class="card" onSubmit={(event) => void submit(event)}>
        {way.value === 'key' ? <KeyField /> : <PasswordFields />}
        {trouble.value !== undefined && (
          <p class="error" role="alert">
            <Icon name="warning" />
            {trouble.value}
          </p>
        )}
        <button type="submit" class="primary wide" aria-disabled={isBusy.value}>
          {isBusy.value ? 'Signing in …' : 'Sign in'}
        </button>
        <button
          type="button"
          class="plain wide"
          onClick={() => {
            trouble.value = undefined;
            way.value = way.value === 'key' ? 'password' : 'key';
          }}
        >
          {way.value === 'key' ? 'Use a name and a password' : 'Use a key'}
        </button>
      </form>
    </main>
  );
}

function KeyField() {
  return (
    <TextField
      key="key"
      label="Owner key or API key"
      name="key"
      type="password"
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      required
      help="The owner key was printed in the terminal when Slipway first started."
    />
  );
}

function PasswordFields() {
  return (
    <>
      <TextField
        key="username"
        label="User name or e-mail address"
        name="username"
        autocomplete="username"
        autocapitalize="off"
        spellcheck={false}
        required
      />
      <TextField
        key="password"
        label="Password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
      />
    </>
  );
}
