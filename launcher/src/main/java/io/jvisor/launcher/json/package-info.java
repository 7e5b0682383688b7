/** Reading of JSON files with errors that name the field. */
package io.jvisor.launcher.json;
