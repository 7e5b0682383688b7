/** The command line. */
package io.jvisor.launcher.cli;
