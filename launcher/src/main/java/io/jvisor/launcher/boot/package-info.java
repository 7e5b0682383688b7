/** Assembly of a sandbox from modules, and the life of its first process. */
package io.jvisor.launcher.boot;
