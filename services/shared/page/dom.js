/**
 * Returns the first element below `root` that matches `selector`.
 * @template {Element} E
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => E} type
 * @returns {E}
 * @throws {TypeError} if there is none, or it is not of this type
 */
export function find(root, selector, type) {
  const found = root.querySelector(selector);
  if (found instanceof type) return found;
  throw new TypeError(`${selector} is ${found?.nodeName ?? "missing"}, not a ${type.name}`);
}

/**
 * Returns the elements below `root` with these names in `data-field`, by name.
 * @template {string} Name
 * @param {ParentNode} root
 * @param {readonly Name[]} names
 * @returns {Readonly<Record<Name, HTMLElement>>}
 * @throws {TypeError} if one is missing
 */
export function findFields(root, names) {
  const fields = names.map((name) => [name, find(root, `[data-field="${name}"]`, HTMLElement)]);
  return /** @type {Record<Name, HTMLElement>} */ (Object.fromEntries(fields));
}

/**
 * Returns the first element in a copy of a template that matches `selector`.
 * @template {Element} E
 * @param {HTMLTemplateElement} template
 * @param {string} selector
 * @param {new () => E} type
 * @returns {E}
 * @throws {TypeError} if there is none, or it is not of this type
 */
export function instantiate(template, selector, type) {
  return find(document.importNode(template.content, true), selector, type);
}

/**
 * Sets an element's text if it differs: an untouched node costs the browser nothing.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  const node = element.firstChild;
  if (!(node instanceof Text)) {
    if (text !== "") element.append(text);
  } else if (node.data !== text) {
    node.data = text;
  }
}

/**
 * Sets an attribute if it differs; `null` removes it.
 * @param {Element} element
 * @param {string} name
 * @param {string | number | boolean | null} value
 */
export function setAttribute(element, name, value) {
  if (value === null) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
    return;
  }
  const text = String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}
