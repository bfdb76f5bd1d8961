import { render } from 'preact';
import { findSession, session } from './data/session.ts';
import { startTheme } from './data/theme.ts';
import { Trouble, Waiting } from './parts/notices.tsx';
import { startRouting } from './routing/router.ts';
import { Messages, Shell } from './shell/shell.tsx';
import { SignIn } from './shell/sign-in.tsx';

function Dashboard() {
  const { kind } = session.value;
  return (
    <>
      {kind === 'asking' && (
        <main id="main">
          <Waiting what="the dashboard" />
        </main>
      )}
      {kind === 'unreachable' && (
        <main id="main">
          <Trouble
            text="The server does not answer. Check your connection and try again."
            onRetry={findSession}
          />
        </main>
      )}
      {kind === 'out' && <SignIn />}
      {kind === 'in' && <Shell />}
      <Messages />
    </>
  );
}

startTheme();
startRouting();
void findSession();
const root = document.getElementById('dashboard');
if (root) render(<Dashboard />, root);
