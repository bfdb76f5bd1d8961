/** A finished answer. */
export interface AnswerBody {
  readonly contentType: string;
  readonly body: string;
}

/** An error as an envelope writes it. */
export interface WireError {
  readonly code: string;
  readonly message: string;
}
