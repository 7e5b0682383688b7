package io.jvisor.bench.jmh;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.MountRequest;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.tmpfs.TmpFileSystemType;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From a path to what it names, on a tmpfs whose directory entries are all known. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PathWalkBenchmark {
  /** A path of one component, of five, of the latter behind a link, and one with dots. */
  @Param({"/usr", "/usr/lib/python3/site-packages/pip", "/link/pip", "/usr/./lib/../lib/python3"})
  public String path;

  private final Task task = new Caller();
  private final World world = new World();
  private FsContext context;
  private VfsPath root;

  /** Makes the tree. */
  @Setup
  public void makeTree() throws ErrnoException {
    TmpFileSystemType type = new TmpFileSystemType();
    MountRequest request =
        new MountRequest(world, "tmpfs", Map.of("mode", "755"), Credentials.ROOT);
    root = new MountNamespace(type.create(request), 0).root();
    context = new FsContext(root, root, 022);
    String folder = "";
    for (String name : new String[] {"usr", "lib", "python3", "site-packages", "pip"}) {
      folder += "/" + name;
      Vfs.makeDirectory(task, context, root, folder, 0755);
    }
    Vfs.makeSymbolicLink(task, context, "usr/lib/python3/site-packages", root, "/link");
  }

  /** Gives the memory back. */
  @TearDown
  public void close() {
    world.memory.close();
  }

  /** What {@code stat(2)} does before it looks at the inode. */
  @Benchmark
  public VfsPath resolve() throws ErrnoException {
    return Vfs.resolve(task, context, root, path, Lookup.FOLLOW);
  }

  /** What a tmpfs needs. */
  private final class World implements FileSystemEnvironment {
    private final MemoryFile memory = new MemoryFile(16 << 20);

    @Override
    public MemoryFile memory() {
      return memory;
    }

    @Override
    public Clock clock() {
      return task.clock();
    }

    @Override
    public long newDeviceNumber() {
      return 1;
    }

    @Override
    public <T> T service(Class<T> type) {
      return null;
    }
  }
}
