// node: child processes by spawn, exec and fork, their pipes, messages and ends.
const { fork, spawn, exec, execFile, spawnSync, execFileSync } = require("child_process");
const { once } = require("events");

if (process.argv[2] === "child") {
  process.on("message", (m) => {
    if (m === "stop") process.disconnect();
    else if (m === "crash") process.kill(process.pid, "SIGKILL");
    else process.send({ got: m, big: typeof m === "string" ? m.length : 0 });
  });
  return;
}

const collect = (stream) => new Promise((done) => { let s = ""; stream.setEncoding("utf8").on("data", (d) => (s += d)).on("end", () => done(s)); });

(async () => {
  const sh = spawn("sh", ["-c", "cat; echo err >&2; exit 5"]);
  const parts = Promise.all([collect(sh.stdout), collect(sh.stderr), once(sh, "close")]);
  sh.stdin.write("x".repeat(300000));
  sh.stdin.end("end");
  const [out, err, [code]] = await parts;
  console.log("spawn", out.length, out.slice(-3), err.trim(), code);
  const sleeper = spawn("sleep", ["100"]);
  sleeper.on("spawn", () => sleeper.kill());
  console.log("kill", (await once(sleeper, "exit")).join(), sleeper.killed, sleeper.kill());
  console.log("missing", (await once(spawn("/no/such/program"), "error"))[0].code);
  await new Promise((done) => exec("echo $A; kill -9 $$", { env: { A: "b" } }, (e, o) => { console.log("exec", e.signal, o.trim()); done(); }));
  await new Promise((done) => exec("sleep 100", { timeout: 50 }, (e) => { console.log("timeout", e.killed, e.signal); done(); }));
  await new Promise((done) => execFile("seq", ["100000"], { maxBuffer: 1000 }, (e) => { console.log("too much", e.code); done(); }));
  console.log("sync", spawnSync("sh", ["-c", "cat; exit 3"], { input: "in" }).stdout.toString(), execFileSync("uname").toString().trim());
  const files = spawn("sh", ["-c", "echo to-fd >&3; cat <&4"], { stdio: ["ignore", "pipe", "inherit", "pipe", "pipe"] });
  files.stdio[4].end("from-fd");
  console.log("stdio", (await Promise.all([collect(files.stdio[3]), collect(files.stdout)])).join("|").replace(/\n/g, ""));

  const child = fork(__filename, ["child"]);
  for (const m of [1, { deep: [1, { a: null }] }, "y".repeat(500000)]) {
    child.send(m);
    const [r] = await once(child, "message");
    console.log("ipc", r.big || JSON.stringify(r.got));
  }
  child.send("stop");
  console.log("disconnected", (await once(child, "exit")).join());
  const crash = fork(__filename, ["child"], { serialization: "advanced" });
  crash.send(new Map([[1, 2n]]));
  console.log("advanced", (await once(crash, "message"))[0].got);
  crash.send("crash");
  console.log("crashed", (await once(crash, "exit")).join());
  const several = await Promise.all(Array.from({ length: 5 }, (_, i) => { const c = spawn("sh", ["-c", `exit ${i}`]); return once(c, "exit"); }));
  console.log("several", several.map(([c]) => c).join());

})().then(() => console.log("end"), (e) => { console.log("failed", e); process.exit(1); });
