/** The little of a browser that code which draws nothing asks for: an address, a storage, and a page that can be hidden. */
export function pretendBrowser(base: string): void {
  // As in a browser, the names that are kept are its own properties, and its methods are not.
  const storage: Record<string, string> = Object.create({
    getItem: (key: string) => storage[key] ?? null,
    setItem: (key: string, value: string) => void (storage[key] = value),
  });
  const page = Object.assign(new EventTarget(), { baseURI: base, visibilityState: 'visible', querySelector: () => null });
  const frame = Object.assign(new EventTarget(), { setTimeout: (call: () => void, after: number) => setTimeout(call, after), clearTimeout: (timer: number) => clearTimeout(timer) });
  Object.assign(globalThis, { localStorage: storage, document: page, window: frame });
}
