/** What a restore does, in which order, and whether what it made is what the backup holds. */
package bactrian.restore;
