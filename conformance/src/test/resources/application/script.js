// node: timers, promises, files, child processes, streams, worker threads.
const fs = require('fs');
const crypto = require('crypto');
const { execSync, spawn } = require('child_process');
const { Worker } = require('worker_threads');

async function main() {
  console.log([3, 1, 2].sort(), 2n ** 100n, JSON.stringify({ a: [1, null] }));
  fs.writeFileSync('/tmp/file', 'x'.repeat(100000));
  console.log(crypto.createHash('sha256').update(fs.readFileSync('/tmp/file')).digest('hex'));
  const text = await fs.promises.readFile('/etc/passwd', 'utf8');
  console.log(text.split('\n')[0]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  console.log(execSync('echo from a child | tr a-z A-Z').toString().trim());
  const code = await new Promise((resolve) => {
    const child = spawn('sh', ['-c', 'cat; exit 4'], { stdio: ['pipe', 'pipe', 'inherit'] });
    let seen = 0;
    child.stdout.on('data', (chunk) => (seen += chunk.length));
    child.on('close', (status) => resolve([seen, status]));
    child.stdin.end('y'.repeat(200000));
  });
  console.log(code);
  const answer = await new Promise((resolve) => {
    const worker = new Worker('require("worker_threads").parentPort.postMessage(6 * 7)', { eval: true });
    worker.on('message', resolve);
  });
  console.log('worker', answer);
  try { fs.readFileSync('/no/such/file'); } catch (e) { console.log(e.code); }
  let n = 0;
  for (let i = 0; i < 5e7; i++) n = (n * 31 + i) | 0;
  console.log(n);
}
main();
