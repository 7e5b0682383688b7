package io.jvisor.bench.jmh;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the number of a system call to its handler and back; handlers do next to nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DispatchBenchmark {
  /** As many as a program uses in turn; a power of two. */
  private static final int[] MIXED = {
    SyscallNumbers.READ,
    SyscallNumbers.WRITE,
    SyscallNumbers.CLOSE,
    SyscallNumbers.FSTAT,
    SyscallNumbers.LSEEK,
    SyscallNumbers.MMAP,
    SyscallNumbers.GETPID,
    SyscallNumbers.GETPPID,
  };

  private final Task task = new Caller();
  private SyscallTable table = new SyscallTable(List.of(new Calls()));
  private int turn;

  /** The same call again and again. */
  @Benchmark
  public long same() {
    return table.dispatch(task, SyscallNumbers.GETPPID, 1, 2, 3, 4, 5, 6);
  }

  /** Eight calls in turn: no handler is inlined. */
  @Benchmark
  public long mixed() {
    return table.dispatch(task, MIXED[turn++ & (MIXED.length - 1)], 1, 2, 3, 4, 5, 6);
  }

  /** A number that nobody registered. */
  @Benchmark
  public long missing() {
    return table.dispatch(task, SyscallNumbers.IO_URING_SETUP, 1, 2, 3, 4, 5, 6);
  }

  /** A call that fails by exception. */
  @Benchmark
  public long failing() {
    return table.dispatch(task, SyscallNumbers.OPEN, 1, 2, 3, 4, 5, 6);
  }

  /** Calls of all shapes. */
  private static final class Calls implements SyscallProvider {
    @Override
    public String name() {
      return "benchmark";
    }

    @Override
    public void register(SyscallTable.Registrar table) {
      table.full(SyscallNumbers.READ).by((task, a, b, c) -> a + b + c);
      table.full(SyscallNumbers.WRITE).by((task, a, b, c) -> a - b - c);
      table.full(SyscallNumbers.CLOSE).by((task, a) -> a);
      table.full(SyscallNumbers.FSTAT).by((task, a, b) -> a ^ b);
      table.full(SyscallNumbers.LSEEK).by((task, a, b, c) -> a ^ b ^ c);
      table.full(SyscallNumbers.MMAP).by((task, a, b, c, d, e, f) -> a ^ f);
      table.full(SyscallNumbers.GETPID).by(Task::tgid);
      table.full(SyscallNumbers.GETPPID).by(Task::tid);
      table.full(SyscallNumbers.OPEN).by(Calls::open);
    }

    private static long open(Task task, long path, long flags, long mode) throws ErrnoException {
      throw Errno.ENOENT.exception();
    }
  }
}
