import { afterAll, afterEach, beforeAll } from 'vitest';
import { type CallbackReceiver, startCallbackReceiver } from './callback-receiver.ts';
import { type CertificateFolder, createCertificateFolder, type TestCertificate } from './certificates.ts';
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { createServerProcess, tail, type ServerProcess } from './server.ts';

/**
 * Runs a server for the tests of a file (or of the `describe` it is called in). When a test fails, the folder of the
 * server is kept and the end of its log is printed.
 */
export function useServer(settings: Readonly<Record<string, string>> = {}): ServerProcess {
  let server: ServerProcess | undefined;
  let hasFailure = false;
  beforeAll(async () => {
    server = await createServerProcess(settings);
    await server.start();
  });
  afterEach(({ task }) => {
    hasFailure ||= task.result?.state === 'fail';
  });
  afterAll(async () => {
    if (!server) return;
    if (hasFailure) console.error(`Kept ${server.dataDir}. The end of the log:\n${tail(await server.log())}`);
    await server.dispose({ keep: hasFailure });
  });
  return lateBound(() => server);
}

/** A server that serves HTTPS, and what its clients have to trust. */
export interface SecureServer {
  readonly site: ServerProcess;
  readonly certificate: TestCertificate;
}

/** Runs a server with a certificate of its own for the tests of a file. */
export function useSecureServer(settings: Readonly<Record<string, string>> = {}): SecureServer {
  let folder: CertificateFolder | undefined;
  let certificate: TestCertificate | undefined;
  let site: ServerProcess | undefined;
  beforeAll(async () => {
    folder = await createCertificateFolder();
    certificate = await folder.make('site');
    site = await createServerProcess(settings, { certificate });
    await site.start();
  });
  afterAll(async () => {
    await site?.dispose();
    await folder?.remove();
  });
  return { site: lateBound(() => site), certificate: lateBound(() => certificate) };
}

/** A proxy before the server, for the tests of a file. Faults are lifted after each test. */
export function useFaultProxy(server: ServerProcess): FaultProxy {
  let proxy: FaultProxy | undefined;
  beforeAll(async () => {
    proxy = await createFaultProxy(server.port);
  });
  afterEach(() => {
    proxy?.plan(undefined);
    proxy?.limitRate(undefined);
    proxy?.goDark(false);
  });
  afterAll(async () => {
    await proxy?.close();
  });
  return lateBound(() => proxy);
}

/** Runs an application behind a return URL, for the tests of a file. */
export function useCallbackReceiver(): CallbackReceiver {
  let receiver: CallbackReceiver | undefined;
  beforeAll(async () => {
    receiver = await startCallbackReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
  });
  return lateBound(() => receiver);
}

/** Stands for something that exists only once the tests run. */
export function lateBound<T extends object>(find: () => T | undefined): T {
  return new Proxy({} as T, {
    get(_, name) {
      const target = find();
      if (!target) throw new Error('Used before the tests began');
      return Reflect.get(target, name) as unknown;
    },
  });
}
