package io.jvisor.bench.jmh;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading and writing of guest memory that is there. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CopyInBenchmark {
  private static final int LARGE = 64 << 10;
  private static final String PATH = "/usr/lib/python3/site-packages/pip";

  private final MemoryFile file = new MemoryFile(16 << 20);
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[LARGE]);
  private MemoryManager manager;
  private UserMemory memory;
  private long address;

  /** Maps pages, and touches them. */
  @Setup
  public void map() throws ErrnoException {
    manager = new MemoryManager(new NoPlatform(), file, null);
    memory = manager.userMemory();
    address =
        manager.mmap(
            new Caller(),
            0,
            LARGE,
            Prot.PROT_READ | Prot.PROT_WRITE,
            MapFlags.MAP_PRIVATE | MapFlags.MAP_ANONYMOUS,
            null,
            0);
    memory.write(address, buffer, 0, LARGE);
    byte[] path = (PATH + "\0").getBytes(StandardCharsets.US_ASCII);
    memory.write(address, MemorySegment.ofArray(path), 0, path.length);
  }

  /** Gives the memory back. */
  @TearDown
  public void close() {
    manager.leave();
    file.close();
  }

  /** A value, such as a futex or the first field of a structure. */
  @Benchmark
  public long readLong() throws ErrnoException {
    return memory.readLong(address + 128);
  }

  /** A value, to the guest. */
  @Benchmark
  public void writeLong() throws ErrnoException {
    memory.writeLong(address + 128, 42);
  }

  /** A small structure. */
  @Benchmark
  public MemorySegment read64() throws ErrnoException {
    memory.read(address + 128, buffer, 0, 64);
    return buffer;
  }

  /** A page. */
  @Benchmark
  public MemorySegment read4096() throws ErrnoException {
    memory.read(address, buffer, 0, 4096);
    return buffer;
  }

  /** Sixteen pages. */
  @Benchmark
  public MemorySegment read65536() throws ErrnoException {
    memory.read(address, buffer, 0, LARGE);
    return buffer;
  }

  /** A path of 34 characters. */
  @Benchmark
  public String readPath() throws ErrnoException {
    return memory.readPath(address);
  }
}
