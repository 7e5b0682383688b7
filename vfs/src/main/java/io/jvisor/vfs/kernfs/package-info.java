/** Files that the kernel makes up when they are read: what proc and sysfs are built from. */
package io.jvisor.vfs.kernfs;
