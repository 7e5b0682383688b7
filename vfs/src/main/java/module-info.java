/** Mounts, dentries, path walk and file locks; one package per file system. */
module io.jvisor.vfs {
  requires io.jvisor.kernel.api;
  requires io.jvisor.ninep;
  requires io.jvisor.platform.spi;
  requires org.slf4j;

  exports io.jvisor.vfs;
  exports io.jvisor.vfs.buffer;
  exports io.jvisor.vfs.dev;
  exports io.jvisor.vfs.devpts;
  exports io.jvisor.vfs.hostfd;
  exports io.jvisor.vfs.kernfs;
  exports io.jvisor.vfs.mqueue;
  exports io.jvisor.vfs.pipefs;
  exports io.jvisor.vfs.proc;
  exports io.jvisor.vfs.tmpfs;

  uses io.jvisor.vfs.FileSystemType;
  uses io.jvisor.vfs.dev.CharacterDevice;

  provides io.jvisor.vfs.dev.CharacterDevice with
      io.jvisor.vfs.devpts.PtmxDevice;
  provides io.jvisor.vfs.FileSystemType with
      io.jvisor.vfs.dev.DevFileSystemType,
      io.jvisor.vfs.devpts.DevptsFileSystemType,
      io.jvisor.vfs.gofer.GoferFileSystemType,
      io.jvisor.vfs.mqueue.MqueueFileSystemType,
      io.jvisor.vfs.proc.ProcFileSystemType,
      io.jvisor.vfs.sys.SysFileSystemType,
      io.jvisor.vfs.tmpfs.TmpFileSystemType;
}
