package io.jvisor.gofer;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.file.SegmentIo;
import io.jvisor.platform.spi.host.HostSockets;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.MountRequest;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.gofer.GoferFileSystemType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A host directory as a sandbox mounts it: server, client and vfs in one process. */
final class TestTree implements AutoCloseable {
  private static final class Environment implements FileSystemEnvironment {
    private final MemoryFile memory = new MemoryFile(64 << 20);
    private long devices = 20;

    @Override
    public MemoryFile memory() {
      return memory;
    }

    @Override
    public Clock clock() {
      return TestTask.CLOCK;
    }

    @Override
    public long newDeviceNumber() {
      return devices++;
    }

    @Override
    public <T> T service(Class<T> type) {
      return null;
    }
  }

  private final Environment environment = new Environment();
  final GoferServer server;
  final FileSystem fileSystem;
  final FsContext context;
  final TestTask task = new TestTask();

  TestTree(String root, Map<String, String> options) throws ErrnoException {
    int[] ends = HostSockets.pair();
    server = new GoferServer(ends[1], root, options.containsKey("ro"));
    server.start();
    Map<String, String> all = new java.util.HashMap<>(options);
    all.put("fd", Integer.toString(ends[0]));
    fileSystem =
        new GoferFileSystemType()
            .create(new MountRequest(environment, root, all, Credentials.ROOT));
    VfsPath place = new MountNamespace(fileSystem, 0).root();
    context = new FsContext(place, place, 022);
  }

  MemoryFile memory() {
    return environment.memory;
  }

  VfsPath root() {
    return context.root();
  }

  OpenFile open(String path, int flags) throws ErrnoException {
    return Vfs.open(task, context, root(), path, flags, 0644, 0);
  }

  FileStatus status(String path) throws ErrnoException {
    FileStatus status = new FileStatus();
    Vfs.resolve(task, context, root(), path, 0).inode().status(status);
    return status;
  }

  boolean exists(String path) {
    try {
      Vfs.resolve(task, context, root(), path, Lookup.FOLLOW);
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }

  String read(String path) throws ErrnoException {
    OpenFile file = open(path, OpenFlags.O_RDONLY);
    try {
      return read(file, 0, 1 << 20);
    } finally {
      file.release();
    }
  }

  String read(OpenFile file, long offset, int length) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(length);
      long count = file.readAt(task, SegmentIo.sink(target), offset);
      byte[] bytes = target.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  long write(OpenFile file, long offset, String text) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate(Math.max(1, text.length())).asSlice(0, text.length());
      source.copyFrom(MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1)));
      return offset < 0
          ? file.write(task, SegmentIo.source(source))
          : file.writeAt(task, SegmentIo.source(source), offset);
    }
  }

  List<String> list(String path) throws ErrnoException {
    List<String> names = new ArrayList<>();
    OpenFile directory = open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    try {
      for (int before = -1; before != names.size(); ) {
        before = names.size();
        int[] room = {100}; // as getdents with a small buffer
        directory.readDirectory(
            task,
            (name, inode, type, next) -> {
              if (room[0]-- == 0) {
                return false;
              }
              names.add(name);
              return true;
            });
      }
    } finally {
      directory.release();
    }
    return names;
  }

  @Override
  public void close() {
    fileSystem.onUnmount();
    server.close();
    environment.memory.close();
  }
}
