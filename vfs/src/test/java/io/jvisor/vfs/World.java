package io.jvisor.vfs;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.file.SegmentIo;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.tmpfs.TmpFileSystemType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A tree of mounts in memory, as a test's guest sees it. */
public final class World implements AutoCloseable, FileSystemEnvironment {
  private final MemoryFile memory = new MemoryFile(64 << 20);
  private final AtomicLong device = new AtomicLong();

  /** The mounts: a tmpfs of 32 MiB. */
  public final MountNamespace mounts;

  /** The root as root and working directory, umask 022. */
  public final FsContext context;

  /** A task of root's. */
  public final FakeTask root = new FakeTask();

  /** A task of a user without privileges. */
  public final FakeTask user = new FakeTask(2, Credentials.ofUser(1000, 1000, new int[] {1000}));

  /** A fresh tree. */
  public World() throws ErrnoException {
    mounts = new MountNamespace(tmpfs(Map.of("mode", "755")), 0);
    context = new FsContext(mounts.root(), mounts.root(), 022);
  }

  /** A file system in memory. */
  public FileSystem tmpfs(Map<String, String> options) throws ErrnoException {
    return new TmpFileSystemType()
        .create(new MountRequest(this, "tmpfs", options, Credentials.ROOT));
  }

  @Override
  public MemoryFile memory() {
    return memory;
  }

  @Override
  public Clock clock() {
    return root.clock();
  }

  @Override
  public long newDeviceNumber() {
    return device.incrementAndGet();
  }

  @Override
  public <T> T service(Class<T> type) {
    return null;
  }

  /** {@code mkdir(path, 0755)}. */
  public void mkdir(String path) throws ErrnoException {
    Vfs.makeDirectory(root, context, mounts.root(), path, 0755);
  }

  /** Makes a link. */
  public void symlink(String target, String path) throws ErrnoException {
    Vfs.makeSymbolicLink(root, context, target, mounts.root(), path);
  }

  /** {@code rename}. */
  public void rename(String from, String to) throws ErrnoException {
    Vfs.rename(root, context, mounts.root(), from, mounts.root(), to, 0);
  }

  /** {@code open(path, flags, 0644)}; the caller releases. */
  public OpenFile open(FakeTask task, String path, int flags) throws ErrnoException {
    return Vfs.open(task, context, mounts.root(), path, flags, 0644, 0);
  }

  /** Replaces the contents of a file. */
  public void write(String path, String text) throws ErrnoException {
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
    OpenFile file = open(root, path, flags);
    file.write(root, SegmentIo.source(bytes(text)));
    file.release();
  }

  /** The contents of a file. */
  public String read(String path) throws ErrnoException {
    OpenFile file = open(root, path, OpenFlags.O_RDONLY);
    byte[] buffer = new byte[4096];
    int count = (int) file.read(root, SegmentIo.sink(MemorySegment.ofArray(buffer)));
    file.release();
    return new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
  }

  /** A text as kernel memory. */
  public static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Where a path leads, links followed. */
  public VfsPath resolve(String path) throws ErrnoException {
    return Vfs.resolve(root, context, mounts.root(), path, Lookup.FOLLOW);
  }

  /** The canonical path of a path. */
  public String canonical(String path) throws ErrnoException {
    return Vfs.pathFromRoot(context, resolve(path));
  }

  @Override
  public void close() {
    memory.close();
  }
}
