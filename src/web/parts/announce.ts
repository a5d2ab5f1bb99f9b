/** Tells screen readers what a gesture did; sighted readers see it. */
export function announce(text: string): void {
  const region = document.getElementById('announcements') ?? made();
  region.textContent = '';
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}

function made(): HTMLElement {
  const region = document.createElement('div');
  region.id = 'announcements';
  region.className = 'sr';
  region.setAttribute('role', 'status');
  region.setAttribute('aria-live', 'polite');
  document.body.append(region);
  return region;
}
