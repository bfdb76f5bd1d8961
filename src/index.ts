/** The public face of the package: start a server inside your own process, or speak to one. */
export { type Slipway, startSlipway } from './app.ts';
export { type Client, ClientError, createClient } from './client/client.ts';
export { followEvents, type FollowOptions, type StreamedEvent } from './client/event-follower.ts';
export type * from './client/generated/methods.ts';
export { type UploadFileOptions, uploadFile } from './client/upload-file.ts';
export type { UploadedFile } from './client/uploaded-file.ts';
export { type Config, configSchema } from './config/schema.ts';
