/** Everything that the element says, in English. `{…}` are places for values; `_one` is for exactly one. */
export const english = {
  drop: 'Drop files here',
  drop_now: 'Let go to add them',
  choose: 'Choose files',
  choose_one: 'Choose a file',
  folder: 'Choose a folder',
  camera: 'Use the camera',
  start: 'Send {count} files',
  start_one: 'Send {count} file',
  limit_size: 'up to {size} each',
  limit_files: '{count} files',
  limit_files_one: '{count} file',
  limit_types_any: 'Any file',
  type_video: 'video',
  type_image: 'images',
  type_audio: 'audio',
  token_expired: 'This link has expired. Ask for a new one.',
  token_used_up: 'Everything that may be sent here has been sent. Ask for a new link to send more.',
  token_revoked: 'This link has been withdrawn. Ask for a new one.',
  token_invalid: 'This link is not valid. Check it, or ask for a new one.',
  files: 'Files',
  overall: 'All files',
  done_of: '{done} of {count} done',
  time_left: '{time} left',
  speed: '{size}/s',
  size_of: '{sent} of {size}',
  waiting: 'Waiting',
  sending: 'Sending',
  retrying: 'Trying again in {time}: {reason}',
  retrying_now: 'Trying again: {reason}',
  offline: 'No network. It goes on as soon as there is one.',
  elsewhere: 'Another tab sends this file',
  paused: 'Paused',
  'file-needed': 'Begun earlier. Choose the same file again to go on.',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  pause: 'Pause',
  resume: 'Resume',
  retry: 'Try again',
  cancel: 'Cancel',
  give: 'Choose the file again',
  pause_all: 'Pause all',
  resume_all: 'Resume all',
  cancel_all: 'Cancel all',
  retry_all: 'Try again',
  clear: 'Clear the list',
  more: 'Show {count} more',
  of_file: '{verb}: {name}',
  other_file: 'That is another file. Choose {name}.',
  heard_added: '{count} files added',
  heard_added_one: '{name} added',
  heard_done: '{count} files done',
  heard_done_one: '{name} is done',
  heard_failed: '{name} failed: {reason}',
  heard_all: 'All files are done',
  too_large: 'Larger than {size}, which is the most. Choose a smaller file.',
  empty: 'The file is empty.',
  wrong_type: 'This type of file is not accepted here. Accepted: {types}.',
  too_many: 'No more files may be sent here.',
  unreachable: 'The server cannot be reached.',
  timed_out: 'The server has stopped answering.',
  file_changed: 'The file was changed, moved or removed. Add it again.',
};

export type MessageKey = keyof typeof english;
export type Messages = Readonly<Record<MessageKey, string>>;

/** The languages besides English; each is loaded when it is needed. */
const languages: Readonly<Record<string, () => Promise<{ readonly messages: Messages }>>> = {
  da: () => import('./messages/da.ts'),
  de: () => import('./messages/de.ts'),
  es: () => import('./messages/es.ts'),
  fr: () => import('./messages/fr.ts'),
  zh: () => import('./messages/zh.ts'),
};

/** The messages of a language tag such as `de-AT`; English for one that is not there. */
export async function loadMessages(language: string): Promise<Messages> {
  const load = languages[language.toLowerCase().split('-', 1)[0] ?? ''];
  try {
    return load ? (await load()).messages : english;
  } catch {
    return english;
  }
}

/** Puts values into a message. */
export function fill(message: string, values: Readonly<Record<string, string | number>> = {}): string {
  return message.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
