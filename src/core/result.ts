/** The outcome of something that can fail in an expected way; a bug is an exception instead. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/**
 * What a parser read, and what it could not. A field that the text does not tell is absent from `value`;
 * one that it seemed to tell and that could not be read stands under `problems`.
 */
export type Parsed<T> = { readonly value: T; readonly problems: readonly Problem[] };

export type Problem = { readonly field: string; readonly message: string };
