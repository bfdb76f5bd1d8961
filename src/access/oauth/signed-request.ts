/** Names and values in the order in which they were sent, decoded; names may repeat. */
export type Pairs = ReadonlyArray<readonly [name: string, value: string]>;

/** The parts of a request that a signature speaks of. */
export interface SignedRequest {
  /** `GET`, `HEAD`, `POST` */
  readonly method: string;
  /** As the client knows it: `https://video.example.com`, default ports dropped. */
  readonly origin: string;
  /** As in the request line, without the query. */
  readonly path: string;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  readonly query: Pairs;
  /** Fields of a urlencoded body. Multipart bodies are no part of a signature (reference, C.1), so they give none. */
  readonly form: Pairs;
}
