# Threads, queues, pools and events.
import concurrent.futures, queue, threading

total = 0
lock = threading.Lock()
def add():
    global total
    for _ in range(10000):
        with lock:
            total += 1
threads = [threading.Thread(target=add) for _ in range(8)]
for t in threads: t.start()
for t in threads: t.join()
print("total", total)

q, results = queue.Queue(10), []
def worker():
    while (item := q.get()) is not None:
        results.append(item * item)
        q.task_done()
workers = [threading.Thread(target=worker) for _ in range(4)]
for w in workers: w.start()
for i in range(200): q.put(i)
q.join()
for _ in workers: q.put(None)
for w in workers: w.join()
print("squares", sum(results))

with concurrent.futures.ThreadPoolExecutor(4) as pool:
    print("pool", sum(pool.map(lambda n: n ** 3, range(100))))
event = threading.Event()
timer = threading.Timer(0.05, event.set)
timer.start()
print("event", event.wait(30))
print("timeout", threading.Event().wait(0.01))
