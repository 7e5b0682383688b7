/** {@code sysfs}: the few files of it that programs look at. */
package io.jvisor.vfs.sys;
