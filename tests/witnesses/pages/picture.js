'use strict';
// A screenshot with at most 256 colors: a third of the size, and text looks the same.

const zlib = require('node:zlib');

// In the browser, which can read its own screenshot: the colors, and which of them each pixel has.
async function indexed(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  const rounded = (place) => (data[place] & 0xf8) << 16 | (data[place + 1] & 0xf8) << 8 | (data[place + 2] & 0xf8);
  const seen = new Map();
  for (let place = 0; place < data.length; place += 4) {
    const key = rounded(place);
    const color = seen.get(key) ?? { count: 0, exact: new Map() };
    const exact = data[place] << 16 | data[place + 1] << 8 | data[place + 2];
    color.exact.set(exact, (color.exact.get(exact) ?? 0) + 1);
    color.count += 1;
    seen.set(key, color);
  }
  const most = (entries, count) => [...entries].sort((one, other) => count(other[1]) - count(one[1]));
  const kept = most(seen, ({ count }) => count).slice(0, 256);
  const palette = kept.map(([, { exact }]) => most(exact, (count) => count)[0][0]);
  const parts = (color) => [color >> 16, color >> 8 & 255, color & 255];
  const far = (one, other) => parts(one).reduce((sum, part, index) => sum + (part - parts(other)[index]) ** 2, 0);
  const nearest = new Map(kept.map(([key], index) => [key, index]));
  const find = (key) => palette.reduce((best, color, index) => (
    far(color, key) < far(palette[best], key) ? index : best), 0);
  let pixels = '';
  for (let place = 0; place < data.length; place += 4) {
    const key = rounded(place);
    if (!nearest.has(key)) nearest.set(key, find(key));
    pixels += String.fromCharCode(nearest.get(key));
  }
  return { width: image.width, height: image.height, palette: palette.map(parts), pixels: btoa(pixels) };
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(zlib.crc32(body));
  return Buffer.concat([length, body, sum]);
}

// The screenshot of a page as the bytes of a PNG file.
async function picture(page, options) {
  const shot = await page.screenshot(options);
  const blank = await page.context().newPage();
  const source = `data:image/png;base64,${shot.toString('base64')}`;
  const { width, height, palette, pixels } = await blank.evaluate(indexed, source);
  await blank.close();
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const all = Buffer.from(pixels, 'base64');
  const rows = [...Array(height).keys()].flatMap((row) => [Buffer.of(0), all.subarray(row * width, (row + 1) * width)]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', zlib.deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

module.exports = { picture };
