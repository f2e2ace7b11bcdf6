// A report in a real browser: hover, click, zoom, keyboard, two widths, print, no script, nothing fetched.
// Usage: node report.mjs REPORT.html FOLDER_FOR_PICTURES; needs playwright-core and a Chromium (CHROMIUM names it).
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "x.js"));
const { chromium } = require("playwright-core");
const [file, folder] = process.argv.slice(2);
const address = pathToFileURL(path.resolve(file)).href;
let passed = 0;
let failed = 0;
const check = (name, isSo, found = "") => {
  if (isSo) passed += 1;
  else {
    failed += 1;
    console.log(`FAILED  ${name} ${found}`);
  }
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

for (const [width, scheme] of [[1280, "light"], [1280, "dark"], [390, "light"]]) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const said = [];
  const fetched = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => fetched.push(request.url()));
  await page.goto(address);
  const name = `${width}-${scheme}`;
  const svg = page.locator(`.chart .view:visible .${width < 640 ? "narrow" : "wide"} svg`);
  check(`${name}: one chart is seen`, (await svg.count()) === 1, await svg.count());
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(`${name}: nothing sticks out`, overflow <= 0, overflow);

  const box = await svg.boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.4);
  const tip = page.locator(".tip");
  check(`${name}: the crosshair tells the bar`, /\d{4}-\d\d-\d\d[^]*open [^]*close/.test(await tip.textContent()));
  const level = await page.evaluate((narrow) => {
    const data = JSON.parse(document.getElementById("figure-data").textContent);
    const shape = data.views[narrow ? 1 : 0];
    const zone = shape.zones[0];
    const [low, high, top, bottom, isLog] = shape.scale;
    const of = isLog ? Math.log : (value) => value;
    const middle = (zone.low + zone.high) / 2;
    const y = bottom - ((of(middle) - of(low)) / (of(high) - of(low))) * (bottom - top);
    return { y: y / shape.size[1], x: shape.bars.at(-3).x / shape.size[0] };
  }, width < 640);
  await page.mouse.move(box.x + box.width * level.x, box.y + box.height * level.y);
  check(`${name}: a level tells its life`, /formed|test|break/.test(await tip.textContent()), await tip.textContent());
  await page.screenshot({ path: path.join(folder, `report-${name}-hover.png`) });

  const claims = page.locator("[data-claim]");
  if ((await claims.count()) > 0) {
    const days = await page.evaluate(() =>
      JSON.parse(document.getElementById("figure-data").textContent).claims.findIndex((it) => it.days.length > 0));
    await claims.nth(Math.max(days, 0)).click();
    check(`${name}: a claim marks its bars`, (await svg.locator(".mark").count()) > 0);
    await page.keyboard.press("Escape");
    check(`${name}: Esc takes the marks away`, (await svg.locator(".mark").count()) === 0);
    await claims.nth(Math.max(days, 0)).click();
  }
  const checked = () => page.evaluate(() => document.querySelector(".chart input:checked").id);
  await page.locator(".chart label").nth(1).click();
  check(`${name}: a range is chosen`, (await checked()) === "range-1", await checked());
  await page.keyboard.press("-");
  check(`${name}: the minus key widens it`, (await checked()) === "range-2", await checked());
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  check(`${name}: the plus key narrows it`, (await checked()) === "range-0", await checked());
  await svg.focus();
  await page.keyboard.press("ArrowLeft");
  const first = await tip.textContent();
  await page.keyboard.press("ArrowLeft");
  check(`${name}: arrows move from bar to bar`, first !== (await tip.textContent()) && first !== "");
  await page.screenshot({ path: path.join(folder, `report-${name}.png`), fullPage: true });
  check(`${name}: no word on the console`, said.length === 0, said.join(" | "));
  check(`${name}: nothing is fetched`, fetched.filter((it) => !it.startsWith("file:") && !it.startsWith("data:")).length === 0, fetched.join(" "));
  if (name === "1280-light") {
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: false });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g)?.length;
    check("it prints on one page", pages === 1, pages);
  }
  await page.close();
}

const still = await browser.newPage({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
await still.goto(address);
check("without a script one chart is seen", (await still.locator(".chart .view:visible .wide svg").count()) === 1);
await still.locator(".chart label").nth(2).click();
check("without a script a range is chosen", (await still.locator(".view-2 .wide svg").isVisible()) === true);
const text = readFileSync(file, "utf8");
const outside = text.match(/(?:src|href)="(?!data:|#)[^"]*"|@import|url\((?!data:)/g);
check("no address is named", outside === null, outside);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
