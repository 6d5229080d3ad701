/** Addresses of the viewer's pages, from the root, exactly as the viewer writes them. Pure. */

/**
 * `path?name=value&...`, without what is empty. What is no part of any text becomes U+FFFD, as in a browser.
 *
 * @example
 * pagePath('/function', { name: 'a b', query: '{service="shop"}' })
 * // /function?name=a+b&query=%7Bservice%3D%22shop%22%7D
 */
export function pagePath(path: string, params: Readonly<Record<string, string>>): string {
  const query = Object.entries(params)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${formText(name)}=${formText(value)}`);
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** `cpu{service="shop",version="1.1.0"}`, without labels that are empty. */
export function selectorText(type: string, labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}="${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`);
  return `${type}{${matchers.join(',')}}`;
}

/** application/x-www-form-urlencoded. */
function formText(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replace(/[!'()~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+');
}
