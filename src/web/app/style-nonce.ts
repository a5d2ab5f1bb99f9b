/**
 * Libraries that write <style> elements do not all pass the policy's nonce on (scroll locks, editors). Scripts are held to
 * this server's own files, so an element that a script makes may carry the nonce that the same response gave the page.
 */
export function stylesCarry(nonce: string): void {
  const create = document.createElement.bind(document);
  const withNonce = (tag: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(tag, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  document.createElement = withNonce as typeof document.createElement;
}
