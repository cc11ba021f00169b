import { TokenForm } from "./token-form.js";

/** Status codes with which the publisher asks for another bearer token: none or a wrong one, and too many wrong ones. */
const tokenStatuses = [401, 429];

/** Sends requests to the publisher with the bearer token that the user has entered. The token is in this object only. */
export class PublisherClient {
  /** @type {string | undefined} */
  #token;
  #form;
  #entered = Promise.withResolvers();

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.#form = new TokenForm(form, (token) => {
      this.#token = token;
      this.#entered.resolve(undefined);
      this.#entered = Promise.withResolvers();
    });
  }

  /**
   * Sends a request. If the publisher refuses the token, the user is asked for another one.
   * @param {string} path
   * @param {RequestInit} [init]
   */
  async fetch(path, init = {}) {
    const headers = new Headers(init.headers);
    if (this.#token !== undefined) headers.set("authorization", `Bearer ${this.#token}`);
    const response = await fetch(path, { ...init, headers });
    if (needsToken(response)) this.#form.ask(await messageIn(response.clone()));
    return response;
  }

  /** Resolves once the user has entered a token. */
  get tokenEntered() {
    return this.#entered.promise;
  }
}

/**
 * Whether the publisher refuses the token of a request.
 * @param {Response} response
 */
export function needsToken({ status }) {
  return tokenStatuses.includes(status);
}

/**
 * Returns the message of an answer in JSON; in its place the status code.
 * @param {Response} response
 * @returns {Promise<string>}
 */
export async function messageIn(response) {
  const answer = await response.json().catch(() => undefined);
  return answer?.message ?? `the publisher answered ${response.status}`;
}
