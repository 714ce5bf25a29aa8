package bactrian.postgres;

/**
 * The pg_restore for one archive and one server.
 *
 * @param tool the program
 * @param scriptPath whether it must write a script that psql runs, since it would send the server a
 *     setting that the server does not know
 */
public record RestoreTool(ClientTool tool, boolean scriptPath) {}
