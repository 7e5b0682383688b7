/** The launcher configuration: what a sandbox is assembled from. See docs/configuration.md. */
package io.jvisor.launcher.config;
