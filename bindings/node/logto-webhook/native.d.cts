declare namespace native {
  /** What the native module refuses with. */
  interface Refusal {
    readonly code: string;
    readonly message: string;
  }

  /** The crate, as napi hands it over: see `native/`. Keys and verifiers are opaque. */
  interface NativeModule {
    /** The numbers by which functions are told whose deliveries they are. */
    readonly System: { readonly Logto: number; readonly Platform: number };
    key(secret: string): object | Refusal;
    keyOfBytes(secret: Uint8Array): object | Refusal;
    sign(key: object, body: Uint8Array): string;
    checkSize(bodyLimit: number, bytes: number): Refusal | null;
    verifier(system: number, keys: object[], bodyLimit: number, pastMs?: number, futureMs?: number): object | Refusal;
    verify(verifier: object, signature: string, body: Uint8Array): number | Refusal;
    verifyAt(verifier: object, signature: string, body: Uint8Array, now: number): number | Refusal;
    refuse(verifier: object, count: number, otherType: string | undefined, body: Uint8Array): Refusal;
    /** A `Reading` as JSON: a text crosses in less time than an object. */
    read(system: number, body: Uint8Array): string;
    id(system: number, body: Uint8Array): string;
    occurrenceId(system: number, body: Uint8Array): string;
  }
}

/** The native module of this platform and this version; `null` where there is none. */
declare const native: native.NativeModule | null;
export = native;
