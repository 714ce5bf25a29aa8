/**
 * What the program promises to those who use it, tried from outside: the program is a process of
 * its own, the server and the files are real.
 */
package bactrian.contract;
