/**
 * Creates an element with a text, which is never parsed as HTML.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} text
 * @param {Readonly<Record<string, string>>} [attributes]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function createElement(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
