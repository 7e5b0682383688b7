/** Mounts, dentries, path walk and file locks; one package per file system. */
module io.jvisor.vfs {
  requires io.jvisor.kernel.api;
  requires io.jvisor.ninep;
  requires io.jvisor.platform.spi;
  requires org.slf4j;

  exports io.jvisor.vfs;
  exports io.jvisor.vfs.proc;
  exports io.jvisor.vfs.hostfd;

  uses io.jvisor.vfs.FileSystemType;

  provides io.jvisor.vfs.FileSystemType with
      io.jvisor.vfs.gofer.GoferFileSystemType;
}
