'use strict';
// Builds what a checkout does not carry (dist/ from TypeScript, dist/web from the page's sources), once per content:
// the hash of all inputs is kept beside each result, so a second start builds nothing.
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const dist = path.join(root, 'dist');

/** Files below the given paths of the checkout, sorted, so that the hash depends on content alone. */
function filesBelow(relative) {
  const absolute = path.join(root, relative);
  if (!fs.existsSync(absolute)) return [];
  if (fs.statSync(absolute).isFile()) return [relative];
  return filesInFolder(relative);
}

function filesInFolder(relative) {
  return fs
    .readdirSync(path.join(root, relative), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = path.join(relative, entry.name);
      return entry.isDirectory() ? filesInFolder(inner) : [inner];
    });
}

/** Changes when an input is written, added or removed: where it is as it was, the contents need not be read. */
function filesHash(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs, ctimeMs, ino } = fs.statSync(path.join(root, file));
    hash.update(`${file}\0${size} ${mtimeMs} ${ctimeMs} ${ino}\0`);
  }
  return hash.digest('hex');
}

function contentHash(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash
      .update(file)
      .update('\0')
      .update(fs.readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

const isWeb = (file) => file.startsWith(path.join('src', 'web') + path.sep);
const isTest = (file) => /\.test\.tsx?$/.test(file);
const bin = (name) => require.resolve(name, { paths: [root] });

const targets = [
  {
    title: 'server',
    stamp: path.join(dist, '.server-hash'),
    inputs: ['src', 'etl', 'seed', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
    leftOut: (file) => isWeb(file) || isTest(file) || !/\.(c?ts|json)$/.test(file),
    result: path.join(dist, 'src', 'cli.js'),
    command: () => [
      bin('typescript/package.json').replace('package.json', 'bin/tsc'),
      ['-p', 'tsconfig.build.json', '--noCheck'],
    ],
  },
  {
    title: 'page',
    stamp: path.join(dist, '.web-hash'),
    inputs: ['src/web', 'package-lock.json'],
    leftOut: isTest,
    result: path.join(dist, 'web', 'index.html'),
    when: () => fs.existsSync(path.join(root, 'src', 'web', 'index.html')),
    command: () => [
      bin('vite/package.json').replace('package.json', 'bin/vite.js'),
      ['build', '--config', 'src/web/vite.config.ts', '--logLevel', 'warn'],
    ],
  },
];

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Holds dist/.lock while building, so that two commands started together do not write over each other. */
function withLock(action) {
  const lock = path.join(dist, '.lock');
  fs.mkdirSync(dist, { recursive: true });
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = Number(fs.readFileSync(lock, 'utf8') || 0);
      const alive = holder > 0 && isAlive(holder);
      if (!alive && Date.now() - fs.statSync(lock).mtimeMs > 2000) fs.rmSync(lock, { force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    action();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function isCurrent(target, hash) {
  return fs.existsSync(target.result) && fs.existsSync(target.stamp) && fs.readFileSync(target.stamp, 'utf8') === hash;
}

const seenFile = (target) => `${target.stamp}-seen`;

/** Whether the inputs are the files that the result was last found to be current for. */
function isSeen(target, seen) {
  if (!fs.existsSync(seenFile(target))) return false;
  const [known, hash] = fs.readFileSync(seenFile(target), 'utf8').split(' ');
  return known === seen && isCurrent(target, hash);
}

/** Builds what is missing or changed of the named targets; prints one line per target built, to standard error. */
function build(titles = targets.map((target) => target.title)) {
  for (const target of targets) {
    if (!titles.includes(target.title) || (target.when && !target.when())) continue;
    const files = target.inputs.flatMap(filesBelow).filter((file) => !target.leftOut(file));
    const seen = filesHash(files);
    if (isSeen(target, seen)) continue;
    const hash = contentHash(files);
    const remember = () => fs.writeFileSync(seenFile(target), `${seen} ${hash}`);
    if (isCurrent(target, hash)) {
      remember();
      continue;
    }
    withLock(() => {
      if (isCurrent(target, hash)) return;
      const started = Date.now();
      process.stderr.write(`Building the ${target.title} (once per version) … `);
      const [program, args] = target.command();
      const done = spawnSync(process.execPath, [program, ...args], { cwd: root, encoding: 'utf8' });
      if (done.status !== 0) {
        process.stderr.write(`failed\n${done.stdout ?? ''}${done.stderr ?? ''}${done.error ?? ''}\n`);
        process.exit(1);
      }
      fs.writeFileSync(target.stamp, hash);
      remember();
      process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    });
  }
}

module.exports = { build };
if (require.main === module) build();
