// node: worker threads, Atomics.wait, message ports, timers, signals; prints the same in whatever order things happen.
const { Worker, isMainThread, parentPort, workerData, receiveMessageOnPort, MessageChannel } = require("worker_threads");
const { once } = require("events");
const fs = require("fs");

if (!isMainThread) {
  const cells = new Int32Array(workerData.shared);
  if (workerData.what === "count") {
    for (let i = 0; i < 5000; i++) Atomics.add(cells, 0, 1);
    parentPort.postMessage({ sum: Array.from({ length: 1000 }, (_, i) => i).reduce((a, b) => a + b) });
  } else if (workerData.what === "pingpong") {
    for (let i = 0; i < 300; i++) {
      while (Atomics.load(cells, 1) !== 2 * i + 1) Atomics.wait(cells, 1, 2 * i);
      Atomics.store(cells, 1, 2 * i + 2);
      Atomics.notify(cells, 1);
    }
  } else if (workerData.what === "echo") {
    parentPort.on("message", (m) => (m === null ? parentPort.close() : parentPort.postMessage(m.toUpperCase())));
  } else if (workerData.what === "spin") {
    for (;;) ;
  } else if (workerData.what === "throw") {
    throw new Error("on purpose");
  } else if (workerData.what === "exit") {
    process.exit(9);
  }
  return;
}

const worker = (what, shared) => new Worker(__filename, { workerData: { what, shared } });

(async () => {
  const shared = new SharedArrayBuffer(64), cells = new Int32Array(shared);
  const many = Array.from({ length: 6 }, () => worker("count", shared));
  const sums = await Promise.all(many.map((w) => Promise.all([once(w, "message"), once(w, "exit")])));
  console.log("workers", sums.map(([[m], [c]]) => `${m.sum}/${c}`).join(" "), cells[0]);

  const partner = worker("pingpong", shared);
  for (let i = 0; i < 300; i++) {
    Atomics.store(cells, 1, 2 * i + 1);
    Atomics.notify(cells, 1);
    while (Atomics.load(cells, 1) !== 2 * i + 2) Atomics.wait(cells, 1, 2 * i + 1);
  }
  await once(partner, "exit");
  console.log("ping-pong", cells[1], Atomics.wait(cells, 1, 0), Atomics.wait(cells, 1, 600, 20));

  const echo = worker("echo", shared);
  echo.postMessage("abc");
  console.log("echo", (await once(echo, "message"))[0]);
  echo.postMessage(null);
  await once(echo, "exit");
  const spin = worker("spin", shared);
  await once(spin, "online");
  console.log("terminated", await spin.terminate());
  const bad = worker("throw", shared);
  console.log("error", (await once(bad, "error"))[0].message);
  console.log("exit", (await once(worker("exit", shared), "exit"))[0]);

  const order = [];
  setTimeout(() => order.push("200"), 200);
  setTimeout(() => order.push("50"), 50);
  setImmediate(() => order.push("immediate"));
  process.nextTick(() => order.push("tick"));
  let ticks = 0;
  await new Promise((done) => { const every = setInterval(() => ++ticks === 10 && (clearInterval(every), done()), 3); });
  await new Promise((done) => setTimeout(done, 250));
  console.log("timers", order.join(), ticks);
  const signalled = once(process, "SIGUSR2");
  const awake = setTimeout(() => {}, 100000); // waiting for a signal keeps nobody alive
  process.kill(process.pid, "SIGUSR2");
  console.log("signal", (await signalled).join());
  clearTimeout(awake);
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(new Uint8Array(3));
  console.log("port", receiveMessageOnPort(port2).message.length, receiveMessageOnPort(port2));
  port1.close();
  const big = Buffer.alloc(1 << 20, "z");
  await fs.promises.writeFile("big", big);
  let read = 0;
  for await (const chunk of fs.createReadStream("big")) read += chunk.length;
  fs.unlinkSync("big");
  console.log("stream", read);
})().then(() => console.log("end"), (e) => { console.log("failed", e); process.exit(1); });
