import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { dismiss, messages, tellTrouble } from '../data/messages.ts';
import { may, session, signOut } from '../data/session.ts';
import { theme, type Theme } from '../data/theme.ts';
import { Icon, Mark } from '../parts/icons.tsx';
import { Empty } from '../parts/notices.tsx';
import { Page, siteName } from '../parts/page.tsx';
import { navigate, place } from '../routing/router.ts';
import { destinations, routes } from './pages.ts';

/** The dashboard around a page: navigation, messages, and who is signed in. */
export function Shell() {
  return (
    <div class="shell">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Navigation />
      <main id="main" tabIndex={-1}>
        <CurrentPage />
      </main>
    </div>
  );
}

function CurrentPage() {
  const { path } = place();
  useEffect(() => {
    if (path === '/manage') navigate('/manage/archive', { replace: true });
  }, [path]);
  if (path === '/manage') return null;
  const route = routes.find(({ pattern }) => pattern.test(path));
  if (!route) return <Nowhere title="There is no such page" text="The address may be mistyped." />;
  if (!may(route.level)) {
    return (
      <Nowhere
        title="Not for you"
        text={`This page needs the level “${route.level}”. Sign in with a key that has it.`}
      />
    );
  }
  const Current = route.component;
  return <Current key={path} parts={route.pattern.exec(path)?.slice(1) ?? []} />;
}

function Nowhere({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <Page title={title}>
      <Empty icon="search" title={text}>
        <a class="button secondary" href="/manage/archive">
          Go to the archive
        </a>
      </Empty>
    </Page>
  );
}

function Navigation() {
  const isOpen = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const { path } = place();
  useEffect(() => {
    isOpen.value = false;
  }, [path]);
  return (
    <header
      class="side"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen.value) return;
        isOpen.value = false;
        button.current?.focus();
      }}
    >
      <div class="side-top">
        <a class="brand" href="/manage/archive">
          <Mark />
          <span>{siteName}</span>
        </a>
        <button
          ref={button}
          type="button"
          class="menu-button"
          aria-expanded={isOpen.value}
          aria-controls="side-body"
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          <Icon name={isOpen.value ? 'close' : 'menu'} />
          <span class="only-heard">Menu</span>
        </button>
      </div>
      <div class={isOpen.value ? 'side-body open' : 'side-body'} id="side-body">
        <nav aria-label="Dashboard">
          <ul>
            {destinations
              .filter(({ level }) => may(level))
              .map(({ path: target, title, icon }) => (
                <li key={target}>
                  <a href={target} aria-current={isInside(path, target) ? 'page' : undefined}>
                    <Icon name={icon} />
                    {title}
                  </a>
                </li>
              ))}
          </ul>
        </nav>
        <Personal />
      </div>
    </header>
  );
}

/** Items belong to the archive, whatever their address says. */
function isInside(path: string, target: string): boolean {
  const isItem = /^\/manage\/(?:video|photo|audio|item)\//.test(path);
  return path === target || path.startsWith(`${target}/`) || (isItem && target === '/manage/archive');
}

function Personal() {
  const now = session.value;
  if (now.kind !== 'in') return null;
  const { name, level } = now.person;
  const leave = async () => {
    const trouble = await signOut();
    if (trouble !== undefined) tellTrouble(trouble);
  };
  return (
    <div class="personal">
      <label class="theme">
        <span>Colours</span>
        <select value={theme.value} onChange={(event) => (theme.value = event.currentTarget.value as Theme)}>
          <option value="system">As the system</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </select>
      </label>
      <p class="who">
        <bdi>{name || 'Signed in'}</bdi>
        <span class="quiet">{level}</span>
      </p>
      <button type="button" class="plain sign-out" onClick={() => void leave()}>
        <Icon name="out" />
        Sign out
      </button>
    </div>
  );
}

/** What was told of late: always on the page, so that it is heard when something is added. */
export function Messages() {
  return (
    <div class="messages" role="status" aria-live="polite">
      {messages.value.map(({ id, text, isError }) => (
        <p key={id} class={isError ? 'message bad' : 'message'}>
          <Icon name={isError ? 'warning' : 'check'} />
          <span>{text}</span>
          <button type="button" class="round" onClick={() => dismiss(id)}>
            <Icon name="close" />
            <span class="only-heard">Dismiss</span>
          </button>
        </p>
      ))}
    </div>
  );
}
