# subprocess and multiprocessing: pipes, exit codes, signals, time-outs.
import multiprocessing, os, signal, subprocess, sys

print(subprocess.run(["echo", "hello"], capture_output=True, text=True))
print(subprocess.run("cat; exit 3", shell=True, input="text in", capture_output=True, text=True))
p = subprocess.Popen(["sleep", "100"])
p.send_signal(signal.SIGTERM)
print("signalled", p.wait())
try:
    subprocess.run(["sleep", "100"], timeout=0.1)
except subprocess.TimeoutExpired as e:
    print("timed out", e.cmd)
try:
    subprocess.run(["/no/such/program"])
except FileNotFoundError as e:
    print(e)
pipeline = subprocess.Popen(["sort", "-n"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
print(pipeline.communicate("\n".join(str((i * 7919) % 1000) for i in range(500)))[0].split()[:5])

def square(n):
    return n * n

if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(3) as pool:
        print(sum(pool.map(square, range(1000))))
    r, w = os.pipe()
    if (pid := os.fork()) == 0:
        os.write(w, b"from the child")
        os._exit(7)
    print(os.read(r, 100), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
