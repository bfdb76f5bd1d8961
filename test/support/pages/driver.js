// Runs in the page: starts a client library the way its documentation says and notes what it reports.
(() => {
  const state = { successes: [], errors: [], retries: 0 };
  window.uploadState = state;

  const nameOf = (file) => file.relativePath || file.fileName || file.name;
  const succeed = (file, message) => state.successes.push({ name: nameOf(file), message });
  // Resumable.js reports a failed file once for every chunk that was still on its way.
  const failed = new Set();
  const fail = (file, message) => {
    if (!failed.has(file)) state.errors.push({ name: nameOf(file), message });
    failed.add(file);
  };
  const countRetry = () => {
    state.retries += 1;
  };

  const libraries = {
    resumable(options) {
      const client = new window.Resumable(options);
      client.on('fileSuccess', succeed);
      client.on('fileError', fail);
      client.on('fileRetry', countRetry);
      client.on('filesAdded', () => client.upload());
      return client;
    },
    flow(options) {
      const client = new window.Flow(options);
      client.on('fileSuccess', succeed);
      client.on('fileError', fail);
      client.on('fileRetry', countRetry);
      client.on('filesSubmitted', () => client.upload());
      return client;
    },
    uploader(options) {
      const client = new window.Uploader(options);
      client.on('fileSuccess', (_root, file, message) => succeed(file, message));
      client.on('fileError', (_root, file, message) => fail(file, message));
      client.on('fileRetry', countRetry);
      client.on('filesSubmitted', () => client.upload());
      return client;
    },
  };

  /** What an application may do in code rather than by a plain option. */
  const habits = {
    /** The target is a function that puts nothing into the URL: the form alone carries the parameters. */
    bareTarget(options) {
      const { target } = options;
      return { ...options, target: () => target };
    },
    /** The target is a function that puts the parameters into the URL itself. */
    ownUrl(options) {
      const { target } = options;
      return { ...options, target: (parameters) => `${target}?${parameters.join('&')}` };
    },
    /** One test per file: the answer to the first test lists the chunks that are stored. */
    oneTest(options) {
      return {
        ...options,
        checkChunkUploadedByResponse(chunk, message) {
          let stored = [];
          try {
            stored = JSON.parse(message).uploaded_chunks ?? [];
          } catch {
            return false;
          }
          return stored.includes(chunk.offset + 1);
        },
      };
    },
  };

  window.startUpload = (library, options, names, inputId) => {
    let all = options;
    for (const name of names) all = habits[name](all);
    window.client = libraries[library](all);
    window.client.addFiles(document.getElementById(inputId).files);
  };
})();
