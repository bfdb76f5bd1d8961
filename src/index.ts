/** The public face of the package: start a server inside your own process, or speak to one. */
export { type Slipway, startSlipway } from './app.ts';
export { type Client, createClient } from './client/client.ts';
export { ClientError } from './client/client-error.ts';
export { type UploadedFile, type UploadFileOptions, uploadFile } from './client/upload-file.ts';
export { type Config, configSchema } from './config/schema.ts';
