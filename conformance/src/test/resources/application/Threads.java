import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** Threads of both kinds and what they wait for; prints the same however they are scheduled. */
public final class Threads {

  public static void main(String[] arguments) throws Exception {
    platformThreads();
    virtualThreads();
    monitors();
    locks();
    timedWaits();
    executors();
    forkJoin();
    scheduled();
    interrupts();
    garbage();
    deepStack();
  }

  static void platformThreads() throws Exception {
    var together = new CyclicBarrier(200);
    var sum = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int number = i;
      threads.add(
          Thread.ofPlatform()
              .name("platform-" + i)
              .start(
                  () -> {
                    try {
                      together.await();
                      sum.addAndGet(number);
                      together.await();
                    } catch (Exception e) {
                      System.out.println(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("platform " + sum);
    int started = 0;
    for (int i = 0; i < 1000; i++) {
      Thread thread = new Thread(() -> {});
      thread.start();
      thread.join();
      started++;
    }
    System.out.println("in turn " + started);
  }

  static void virtualThreads() throws Exception {
    var sum = new AtomicLong();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10_000; i++) {
        int number = i;
        executor.submit(
            () -> {
              Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(20)));
              return sum.addAndGet(number);
            });
      }
    }
    System.out.println("virtual " + sum);
    var queue = new SynchronousQueue<Integer>();
    var total = new AtomicLong();
    Thread producer =
        Thread.startVirtualThread(
            () -> {
              try {
                for (int i = 0; i < 5000; i++) {
                  queue.put(i);
                }
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            });
    Thread consumer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < 5000; i++) {
                      total.addAndGet(queue.take());
                    }
                  } catch (InterruptedException e) {
                    System.out.println(e);
                  }
                });
    producer.join();
    consumer.join();
    System.out.println("handed over " + total);
  }

  private static int guarded;

  static void monitors() throws Exception {
    Object monitor = new Object();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Thread.Builder kind = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
      threads.add(
          kind.start(
              () -> {
                for (int j = 0; j < 5000; j++) {
                  synchronized (monitor) {
                    guarded++;
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("synchronized " + guarded);
    int[] turn = {0};
    Runnable odd = () -> takeTurns(monitor, turn, 1);
    Thread other = new Thread(odd);
    other.start();
    takeTurns(monitor, turn, 0);
    other.join();
    System.out.println("turns " + turn[0]);
  }

  private static void takeTurns(Object monitor, int[] turn, int parity) {
    synchronized (monitor) {
      while (turn[0] < 4000) {
        if (turn[0] % 2 == parity) {
          turn[0]++;
          monitor.notifyAll();
        } else {
          try {
            monitor.wait();
          } catch (InterruptedException e) {
            return;
          }
        }
      }
    }
  }

  static void locks() throws Exception {
    var lock = new ReentrantLock(true);
    Condition changed = lock.newCondition();
    int[] value = {0};
    Thread reader =
        new Thread(
            () -> {
              lock.lock();
              try {
                while (value[0] < 1000) {
                  changed.awaitUninterruptibly();
                }
              } finally {
                lock.unlock();
              }
            });
    reader.start();
    for (int i = 0; i < 1000; i++) {
      lock.lock();
      value[0]++;
      changed.signal();
      lock.unlock();
    }
    reader.join();
    var permits = new Semaphore(3);
    var most = new AtomicInteger();
    var inside = new AtomicInteger();
    IntStream.range(0, 100)
        .parallel()
        .forEach(
            i -> {
              permits.acquireUninterruptibly();
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
              permits.release();
            });
    System.out.println("locks " + value[0] + " " + (most.get() <= 3));
  }

  static void timedWaits() throws Exception {
    Object monitor = new Object();
    long start = System.nanoTime();
    synchronized (monitor) {
      monitor.wait(20);
    }
    LockSupport.parkNanos(20_000_000);
    Thread.sleep(20);
    boolean none = new LinkedBlockingQueue<>().poll(20, TimeUnit.MILLISECONDS) == null;
    boolean opened = new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
    LockSupport.parkUntil(System.currentTimeMillis() + 20);
    long elapsed = System.nanoTime() - start;
    System.out.println("waited " + (elapsed > 90_000_000) + " " + none + " " + opened);
    Thread parked = new Thread(LockSupport::park);
    parked.start();
    while (parked.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    LockSupport.unpark(parked);
    parked.join();
    System.out.println("unparked " + parked.getState());
  }

  static void executors() throws Exception {
    ExecutorService fixed = Executors.newFixedThreadPool(8);
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int number = i;
      calls.add(() -> number * number);
    }
    long sum = 0;
    for (Future<Integer> future : fixed.invokeAll(calls)) {
      sum += future.get();
    }
    Future<?> forever = fixed.submit(() -> new CountDownLatch(1).await(1, TimeUnit.HOURS));
    try {
      forever.get(20, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      System.out.println("timed out " + forever.cancel(true));
    }
    fixed.shutdown();
    System.out.println("executor " + sum + " " + fixed.awaitTermination(1, TimeUnit.MINUTES));
    CompletableFuture<Integer> chain = CompletableFuture.completedFuture(0);
    for (int i = 0; i < 500; i++) {
      chain = chain.thenApplyAsync(v -> v + 1);
    }
    System.out.println("futures " + chain.get());
  }

  private static final class Fibonacci extends RecursiveTask<Integer> {
    private static final long serialVersionUID = 1;
    private final int n;

    Fibonacci(int n) {
      this.n = n;
    }

    @Override
    protected Integer compute() {
      if (n < 2) {
        return n;
      }
      Fibonacci left = new Fibonacci(n - 1);
      left.fork();
      return new Fibonacci(n - 2).compute() + left.join();
    }
  }

  static void forkJoin() {
    try (var pool = new ForkJoinPool(6)) {
      System.out.println("fork-join " + pool.invoke(new Fibonacci(20)));
    }
    System.out.println(
        "parallel " + IntStream.rangeClosed(1, 1_000_000).parallel().asLongStream().sum());
  }

  static void scheduled() throws Exception {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    var ticks = new CountDownLatch(10);
    Future<?> ticking = timer.scheduleAtFixedRate(ticks::countDown, 1, 3, TimeUnit.MILLISECONDS);
    ticks.await();
    ticking.cancel(false);
    System.out.println(
        "scheduled " + timer.schedule(() -> "late", 20, TimeUnit.MILLISECONDS).get());
    timer.shutdownNow();
  }

  static void interrupts() throws Exception {
    for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
      var how = new CompletableFuture<String>();
      Thread thread =
          kind.start(
              () -> {
                try {
                  Thread.sleep(100_000);
                } catch (InterruptedException e) {
                  how.complete("sleep");
                }
              });
      thread.interrupt();
      System.out.println("interrupted " + how.get());
    }
  }

  private record Cell(Cell next, byte[] load) {}

  static void garbage() throws Exception {
    var kept = new ConcurrentHashMap<Integer, Cell>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    Cell chain = null;
                    for (int j = 0; j < 40_000; j++) {
                      chain = new Cell(j % 500 == 0 ? null : chain, new byte[1000]);
                    }
                    kept.put(number, chain);
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.gc();
    long cells =
        kept.values().stream()
            .mapToLong(
                c -> {
                  long n = 0;
                  for (Cell cell = c; cell != null; cell = cell.next()) {
                    n++;
                  }
                  return n;
                })
            .sum();
    System.out.println("cells " + cells);
  }

  private static int depth(int n) {
    return depth(n + 1) + 1;
  }

  static void deepStack() throws Exception {
    for (int i = 0; i < 3; i++) {
      var result = new CompletableFuture<String>();
      new Thread(
              null,
              () -> {
                try {
                  depth(0);
                } catch (StackOverflowError e) {
                  result.complete("overflow");
                }
              },
              "deep",
              1 << 20)
          .start();
      System.out.println(result.get());
    }
    try {
      Object nothing = List.of(1).size() > 1 ? "" : null;
      nothing.hashCode();
    } catch (NullPointerException e) {
      System.out.println("null");
    }
  }
}
