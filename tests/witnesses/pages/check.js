'use strict';
// Shows the pages of sfe-report in Chromium, as a desk and a phone have them, light and dark, and has axe look for
// what keeps people with disabilities from using them. Nothing may be wider than the screen, or cut off on paper.
//
//   node check.js SFE-REPORT FOLDER [PICTURE]
//
// FOLDER takes the pages and their pictures; PICTURE is where the picture of the README goes. scripts/pages calls it.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { chromium } = require('playwright-core');
const axe = require('axe-core');
const { picture } = require('./picture.js');
const { makeHome, makeQuietNight } = require('./sample.js');

const VIEWS = {
  desk: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};
const CHROMIUM = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const faults = [];

function makePages(report, folder) {
  const home = path.join(folder, 'oakvalley');
  const run = makeHome(home);
  const quiet = makeQuietNight(path.join(folder, 'quiet', 'runs', path.basename(run)));
  const make = (output, ...of) => {
    const district = 'Oak Valley Unified School District';
    const env = { PATH: process.env.PATH, TZ: 'America/Chicago', SFE_DISTRICT_NAME: district };
    execFileSync(report, ['-q', ...of, '-o', output], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    return output;
  };
  return {
    report: make(path.join(run, 'report.html'), run),
    nights: make(path.join(home, 'nights.html'), '--history', home),
    quiet: make(path.join(quiet, 'report.html'), quiet),
  };
}

async function open(browser, options, file, scheme) {
  const context = await browser.newContext({ ...options, colorScheme: scheme, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  return page;
}

async function look(browser, folder, name, file) {
  for (const [view, options] of Object.entries(VIEWS)) {
    for (const scheme of ['light', 'dark']) {
      const page = await open(browser, options, file, scheme);
      const where = `${name}, ${view}, ${scheme}`;
      // Folded parts are looked at, too.
      await page.evaluate(() => document.querySelectorAll('details').forEach((part) => { part.open = true; }));
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      for (const { id, help, nodes } of violations) faults.push(`${where}: ${id}: ${help}: ${nodes[0].html}`);
      await page.evaluate(() => document.querySelectorAll('details').forEach((part) => { part.open = false; }));
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      if (wide > room) faults.push(`${where}: ${wide} pixels wide, of which ${room} are seen`);
      const cut = await page.evaluate(() => [...document.querySelectorAll('.scroll')]
        .filter((part) => part.scrollWidth > part.clientWidth).length);
      if (cut) faults.push(`${where}: a table is wider than the page`);
      await page.screenshot({ path: path.join(folder, `${name}-${view}-${scheme}.png`), fullPage: true });
      await page.context().close();
    }
  }
  // A letter page less its margins.
  const page = await open(browser, { viewport: { width: 720, height: 980 } }, file, 'light');
  await page.emulateMedia({ media: 'print' });
  const wide = await page.evaluate(() => Math.max(...[...document.querySelectorAll('body *')]
    .map((part) => part.getBoundingClientRect().right)));
  if (wide > 720) faults.push(`${name}, on paper: ${Math.round(wide)} pixels wide, of which 720 are printed`);
  const margin = { top: '1cm', bottom: '1cm', left: '1cm', right: '1cm' };
  await page.pdf({ path: path.join(folder, `${name}.pdf`), format: 'Letter', margin });
  await page.context().close();
}

async function takePicture(browser, file, target) {
  const [width, height] = [860, 800];
  const page = await open(browser, { viewport: { width, height }, deviceScaleFactor: 2 }, file, 'light');
  fs.writeFileSync(target, await picture(page, { clip: { x: 0, y: 0, width, height } }));
  await page.context().close();
  if (fs.statSync(target).size > 150_000) faults.push(`${target} is larger than 150 kB`);
}

async function main([report, folder, target]) {
  const pages = makePages(path.resolve(report), path.resolve(folder));
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM });
  try {
    for (const [name, file] of Object.entries(pages)) await look(browser, path.resolve(folder), name, file);
    if (target) await takePicture(browser, pages.report, target);
  } finally {
    await browser.close();
  }
  faults.forEach((fault) => console.error(fault));
  process.exit(faults.length ? 1 : 0);
}

main(process.argv.slice(2));
