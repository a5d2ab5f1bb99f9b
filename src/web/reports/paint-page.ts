// A picture of the page that is shown, drawn from what stands on it: no library, and nothing that the policy forbids.

const SCALE = 2;
const MARGIN = 24;
const HEAD = 56;
const PADDING = 12;
const CELLS = '[role=cell], [role=gridcell], [role=rowheader], [role=columnheader]';

/** Draws the tiles where they stand, under the report's title. Null where the browser has no canvas. */
export async function paintPage(
  canvas: HTMLElement,
  title: string,
  page: string,
  chartAt: (at: number) => string | null,
): Promise<Blob | null> {
  const frame = canvas.getBoundingClientRect();
  const paper = document.createElement('canvas');
  paper.width = (frame.width + 2 * MARGIN) * SCALE;
  paper.height = (frame.height + 2 * MARGIN + HEAD) * SCALE;
  const pen = paper.getContext('2d');
  if (!pen) return null;
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const font = getComputedStyle(document.body).fontFamily;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = colour('--ground');
  pen.fillRect(0, 0, paper.width, paper.height);
  pen.textBaseline = 'top';
  pen.fillStyle = colour('--ink');
  pen.font = `600 20px ${font}`;
  pen.fillText(title, MARGIN, MARGIN);
  pen.font = `13px ${font}`;
  pen.fillStyle = colour('--ink-2');
  pen.fillText(page, MARGIN, MARGIN + 28);
  const tiles = [...canvas.querySelectorAll<HTMLElement>(':scope > .tile')];
  for (const [at, tile] of tiles.entries()) {
    const box = tile.getBoundingClientRect();
    const [left, top] = [box.left - frame.left + MARGIN, box.top - frame.top + MARGIN + HEAD];
    pen.save();
    pen.beginPath();
    pen.rect(left, top, box.width, box.height);
    pen.clip();
    if (!tile.classList.contains('text')) {
      pen.fillStyle = colour('--paper');
      pen.fillRect(left, top, box.width, box.height);
      pen.strokeStyle = colour('--line');
      pen.strokeRect(left + 0.5, top + 0.5, box.width - 1, box.height - 1);
    }
    const origin = { x: left - box.left, y: top - box.top };
    const picture = chartAt(at);
    const chart = tile.querySelector<HTMLElement>('.echart');
    if (picture && chart) await paintChart(pen, picture, chart, origin);
    paintTexts(pen, tile, origin);
    for (const line of tile.querySelectorAll<SVGSVGElement>('svg.sparkline')) paintSparkline(pen, line, origin, colour);
    pen.restore();
  }
  return new Promise((resolve) => paper.toBlob(resolve, 'image/png'));
}

interface Origin {
  readonly x: number;
  readonly y: number;
}

async function paintChart(pen: CanvasRenderingContext2D, picture: string, chart: HTMLElement, origin: Origin) {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const box = chart.getBoundingClientRect();
  pen.drawImage(image, box.left + origin.x, box.top + origin.y, box.width, box.height);
}

/** Every visible piece of text where the browser has put it, in its own font and colour. */
function paintTexts(pen: CanvasRenderingContext2D, tile: HTMLElement, origin: Origin): void {
  const walker = document.createTreeWalker(tile, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const [text, parent] = [node.textContent ?? '', node.parentElement];
    if (text.trim() === '' || !parent || parent.closest('.sr, button:not(.sorter), svg, .echart')) continue;
    const style = getComputedStyle(parent);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.fillStyle = style.color;
    for (const { words, box } of linesOf(node as Text, range)) {
      const cell = parent.closest<HTMLElement>(CELLS)?.getBoundingClientRect();
      pen.save();
      if (cell) {
        pen.beginPath();
        pen.rect(cell.left + origin.x, cell.top + origin.y, cell.width - PADDING / 2, cell.height);
        pen.clip();
      }
      pen.fillText(
        words,
        box.left + origin.x,
        box.top + origin.y + (box.height - Number.parseFloat(style.fontSize)) / 2,
      );
      pen.restore();
    }
  }
}

/** A text node's lines as the browser broke them. */
function linesOf(node: Text, range: Range): readonly { readonly words: string; readonly box: DOMRect }[] {
  const lines: { words: string; box: DOMRect }[] = [];
  for (const match of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, match.index);
    range.setEnd(node, match.index + match[0].trimEnd().length);
    const box = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (last && Math.abs(last.box.top - box.top) < 2) last.words += match[0];
    else lines.push({ words: match[0], box });
  }
  return lines;
}

function paintSparkline(
  pen: CanvasRenderingContext2D,
  line: SVGSVGElement,
  origin: Origin,
  colour: (name: string) => string,
): void {
  const box = line.getBoundingClientRect();
  const path = line.querySelector('path')?.getAttribute('d');
  if (!path) return;
  pen.save();
  pen.translate(box.left + origin.x, box.top + origin.y);
  pen.strokeStyle = colour('--accent');
  pen.lineWidth = 1.6;
  pen.stroke(new Path2D(path));
  pen.restore();
}
